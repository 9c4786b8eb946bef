/// Encodes lossless JPEG (ITU-T T.81 annex H, process 14) of one component, for tests of a decoder: every
/// predictor, precision, point transform and restart interval, with whatever code table.
public struct LosslessJPEGWriter {
  public var columns: Int
  public var rows: Int
  public var samples: [Int]
  public var precision = 16
  public var predictor = 1
  public var pointTransform = 0
  /// Rows between restart markers; 0 for none.
  public var restartRows = 0
  /// The length of each category's code, 0 to 16; a prefix code must exist.
  public var codeLengths = Array(repeating: 4, count: 14) + [5, 5, 5]

  public init(columns: Int, rows: Int, samples: [Int]) {
    self.columns = columns
    self.rows = rows
    self.samples = samples
  }

  public var bytes: [UInt8] {
    let order = (0...16).sorted { (codeLengths[$0], $0) < (codeLengths[$1], $1) }
    let counts = (1...16).map { length in codeLengths.filter { $0 == length }.count }
    var bytes: [UInt8] = [0xFF, 0xD8]
    func segment(_ marker: UInt8, _ body: [Int]) {
      bytes += ([0xFF, Int(marker), (body.count + 2) >> 8, (body.count + 2) & 0xFF] + body)
        .map { UInt8($0) }
    }
    segment(
      0xC3, [precision, rows >> 8, rows & 0xFF, columns >> 8, columns & 0xFF, 1, 1, 0x11, 0])
    segment(0xC4, [0] + counts + order)
    let interval = restartRows * columns
    if restartRows > 0 { segment(0xDD, [interval >> 8, interval & 0xFF]) }
    segment(0xDA, [1, 1, 0, predictor, 0, pointTransform])
    let codes = codes(in: order)
    var writer = BitWriter()
    for row in 0..<rows {
      if startsInterval(row), row > 0 {
        bytes += writer.finished() + [0xFF, 0xD0 + UInt8((row / restartRows - 1) % 8)]
        writer = BitWriter()
      }
      for column in 0..<columns { write(difference(column, row), codes, &writer) }
    }
    return bytes + writer.finished() + [0xFF, 0xD9]
  }

  private func startsInterval(_ row: Int) -> Bool {
    row == 0 || (restartRows > 0 && row % restartRows == 0)
  }

  /// Source: T.81 C.2.
  private func codes(in order: [Int]) -> [(code: Int, length: Int)] {
    var codes = Array(repeating: (code: 0, length: 0), count: 17)
    var (code, length) = (0, codeLengths[order[0]])
    for category in order {
      code <<= codeLengths[category] - length
      length = codeLengths[category]
      codes[category] = (code, length)
      code += 1
    }
    return codes
  }

  /// Mod 65,536. Source: T.81 H.1.2.
  private func difference(_ column: Int, _ row: Int) -> Int {
    func at(_ column: Int, _ row: Int) -> Int { samples[row * columns + column] >> pointTransform }
    let expected: Int
    if startsInterval(row) {
      expected = column == 0 ? 1 << (precision - pointTransform - 1) : at(column - 1, row)
    } else if column == 0 {
      expected = at(0, row - 1)
    } else {
      let (a, b, c) = (at(column - 1, row), at(column, row - 1), at(column - 1, row - 1))
      expected =
        [a, b, c, a + b - c, a + (b - c) >> 1, b + (a - c) >> 1, (a + b) >> 1][
          predictor - 1]
    }
    return (at(column, row) - expected) & 0xFFFF
  }

  private func write(
    _ difference: Int, _ codes: [(code: Int, length: Int)], _ writer: inout BitWriter
  ) {
    let signed = difference > 0x8000 ? difference - 0x10000 : difference
    let category = signed == 0 ? 0 : Int.bitWidth - abs(signed).leadingZeroBitCount
    writer.append(codes[category].code, codes[category].length)
    guard category < 16 else { return }
    writer.append(signed >= 0 ? signed : signed + (1 << category) - 1, category)
  }
}

/// Bits from the top of each byte, a zero stuffed behind each FF. Source: T.81 F.1.2.3.
private struct BitWriter {
  private var bytes: [UInt8] = []
  private var held = 0
  private var count = 0

  mutating func append(_ value: Int, _ length: Int) {
    for bit in (0..<length).reversed() {
      held = held << 1 | (value >> bit) & 1
      count += 1
      guard count == 8 else { continue }
      bytes.append(UInt8(held))
      if held == 0xFF { bytes.append(0) }
      (held, count) = (0, 0)
    }
  }

  mutating func finished() -> [UInt8] {
    while count != 0 { append(1, 1) }
    return bytes
  }
}
