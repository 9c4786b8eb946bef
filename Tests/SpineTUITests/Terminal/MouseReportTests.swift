import Testing

@testable import SpineTUI

private func events(_ text: String, cell: PixelSize? = nil) -> [InputEvent] {
  var parser = InputParser()
  parser.mouseCell = cell
  return parser.feed(Array(text.utf8))
}

@Test(arguments: [
  ("\u{1B}[<0;3;4M", MouseEvent(kind: .press(.left), row: 3, column: 2)),
  ("\u{1B}[<0;3;4m", MouseEvent(kind: .release(.left), row: 3, column: 2)),
  ("\u{1B}[<32;10;1M", MouseEvent(kind: .drag(.left), row: 0, column: 9)),
  ("\u{1B}[<34;300;100M", MouseEvent(kind: .drag(.right), row: 99, column: 299)),
  ("\u{1B}[<2;1;1M", MouseEvent(kind: .press(.right), row: 0, column: 0)),
  ("\u{1B}[<1;1;1M", MouseEvent(kind: .press(.middle), row: 0, column: 0)),
  ("\u{1B}[<64;1;1M", MouseEvent(kind: .wheelUp, row: 0, column: 0)),
  ("\u{1B}[<81;5;6M", MouseEvent(kind: .wheelDown, row: 5, column: 4, modifiers: .control)),
  ("\u{1B}[<76;5;6M", MouseEvent(kind: .wheelUp, row: 5, column: 4, modifiers: [.shift, .alt])),
  ("\u{1B}[<66;1;1M", MouseEvent(kind: .wheelLeft, row: 0, column: 0)),
  ("\u{1B}[M !!", MouseEvent(kind: .press(.left), row: 0, column: 0)),
  ("\u{1B}[Ma\u{2F}\u{3F}", MouseEvent(kind: .wheelDown, row: 30, column: 14)),
])
func aMouseReportIsDecoded(bytes: String, event: MouseEvent) {
  #expect(events(bytes) == [.mouse(event)])
}

@Test func pixelsAreToldBesideTheirCell() {
  let event = MouseEvent(
    kind: .press(.left), row: 2, column: 12, pixel: PixelPoint(x: 125, y: 59))
  #expect(events("\u{1B}[<0;126;60M", cell: PixelSize(width: 10, height: 20)) == [.mouse(event)])
}

@Test func focusIsNoKey() {
  #expect(events("\u{1B}[I\u{1B}[O") == [.focus(true), .focus(false)])
}

@Test func anOldReportCutOffLeavesNoKeysBehind() {
  var parser = InputParser()
  #expect(parser.feed(Array("\u{1B}[M ".utf8)) == [])
  #expect(parser.isWaiting)
  #expect(parser.flush() == [])
  #expect(parser.feed(Array("\u{1B}[M \u{1B}[A".utf8)) == [.key(.up)])
}
