/// Where the columns of the list lie; narrow windows do without some.
struct ListColumns: Equatable {
  struct Field: Equatable {
    var column: Int
    var width: Int
    var end: Int { column + width }
  }

  /// Patient, study or series; all that the others leave.
  var title: Field
  var date: Field?
  var description: Field?
  var series: Field?
  var slices: Field?
  var size: Field?
  /// How many warnings.
  var marks: Field?
  var status: Field?

  init(columns: Int) {
    // The last column is the scroll bar's.
    var end = columns - 2
    func take(_ width: Int, from least: Int) -> Field? {
      guard columns >= least else { return nil }
      end -= width + 2
      return Field(column: end + 2, width: width)
    }
    // From the right; a status names up to seven levels where there is room.
    status = take(columns >= 150 ? 23 : 12, from: 60)
    marks = take(4, from: 40)
    size = take(columns >= 92 ? 9 : 11, from: 34)
    slices = take(7, from: 92)
    series = take(6, from: 92)
    description = take((columns - 80) * 2 / 5, from: 110)
    date = take(10, from: 72)
    title = Field(column: 1, width: max(0, end - 1))
  }

  /// Each column's place, the word over it and the order that it stands for.
  var headings: [(field: Field, text: String, column: ListColumn, isNumber: Bool)] {
    let all: [(Field?, String, ListColumn, Bool)] = [
      (title, description == nil ? "Patient, study, series" : "Patient", .patient, false),
      (date, "Date", .date, false), (description, "Description", .description, false),
      (series, "Series", .series, true), (slices, "Slices", .slices, true),
      (size, "Size", .size, true), (status, "Status", .status, false),
    ]
    return all.compactMap { field, text, column, isNumber in
      field.map { ($0, text, column, isNumber) }
    }
  }
}
