import Imaging
import TestSupport
import Testing

@testable import SpineTUI

private func request(_ number: Int) -> PictureRequest {
  PictureRequest(
    rect: CellRect(row: 1, column: 0, rows: 45, columns: 126),
    size: PixelSize(width: 1260, height: 900), raster: .sixel, seriesID: "\(number)", reading: 1,
    resultNumber: 0,
    panes: [], window: Window(center: 350, width: 2000), isInverted: false, heat: .init(),
    textHeight: 12)
}

/// Keys that follow each other, 33 ms apart, then none.
private func scrolling(_ pace: inout PicturePace) -> Double {
  for n in 0..<10 { pace.want(request(n), at: 10 + 0.033 * Double(n)) }
  return 10 + 0.033 * 9
}

@Test func onAFastLineNothingIsTakenAway() {
  var pace = PicturePace()
  let now = scrolling(&pace)
  pace.made(118_000, quality: .full)
  #expect(pace.quality(at: now) { Int(24e6 * $0) } == .full)
  #expect(pace.quality(at: now) { _ in nil } == .full)
}

@Test(arguments: [(3e6, 0), (1.8e6, 1), (1e6, 2), (0.3e6, 3), (0.1e6, 4), (0.001e6, 4)])
func theSlowerTheLineTheSmallerThePictures(rate: Double, step: Int) {
  var pace = PicturePace()
  let now = scrolling(&pace)
  pace.made(118_000, quality: .full)
  #expect(pace.quality(at: now) { Int(rate * $0) } == PictureQuality.ladder[step])
}

@Test func theLastOnesBytesDecideNotTheProportion() {
  var pace = PicturePace()
  let now = scrolling(&pace)
  pace.made(118_000, quality: .full)
  pace.made(90_000, quality: PictureQuality.ladder[2])
  #expect(pace.expectedBytes(PictureQuality.ladder[2]) == 90_000)
  #expect(pace.quality(at: now) { Int(0.8e6 * $0) } == PictureQuality.ladder[3])
}

@Test func theSharpPictureIsDueWhenTheKeysRest() {
  var pace = PicturePace()
  let now = scrolling(&pace)
  #expect(!pace.isResting(at: now + 0.12))
  #expect(pace.isResting(at: now + 0.14))
  #expect(pace.quality(at: now + 0.14) { _ in 1 } == .full)
  // The same view again is no change.
  pace.want(request(9), at: now + 0.13)
  #expect(pace.isResting(at: now + 0.14))
  pace.want(request(10), at: now + 0.135)
  #expect(!pace.isResting(at: now + 0.14))
}

@Test func theFirstPictureAfterARestMayTakeLonger() {
  var pace = PicturePace()
  pace.want(request(0), at: 1)
  pace.made(100_000, quality: .full)
  pace.want(request(1), at: 5)
  #expect(pace.quality(at: 5) { Int(1.1e6 * $0) } == .full)
  pace.want(request(2), at: 5.05)
  #expect(pace.quality(at: 5.05) { Int(1.1e6 * $0) } != .full)
}
