extension TypedCommand {
  static let scrollingCommands: [TypedCommand] = [
    TypedCommand(
      names: [], usage: ["143", "+10", "-3"],
      help: "goes to slice 143 (slices count from 1), or moves by so many slices",
      parse: { (words, state) throws(TypedCommandError) in
        guard let word = words.first, words.count == 1 else {
          throw .refused("A slice number stands alone: 143, +10 or -3")
        }
        let isStep = word.hasPrefix("+") || word.hasPrefix("-") || word.hasPrefix("−")
        guard let number = Int(word.replacing("−", with: "-")) else {
          throw .refused("“\(word)” is more than slices can be counted")
        }
        if isStep { return .viewing(.scroll(number)) }
        guard let count = state.viewing?.stack.sliceCount else { throw .noImage }
        guard number >= 1, number <= count else {
          throw .refused("Slices go from 1 to \(count)")
        }
        return .viewing(.scrollTo(number - 1))
      })
  ]
}
