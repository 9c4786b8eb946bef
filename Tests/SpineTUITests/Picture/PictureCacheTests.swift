import Imaging
import Testing

@testable import SpineTUI

private func request(_ number: Int) -> PictureRequest {
  PictureRequest(
    rect: CellRect(row: 0, column: 0, rows: 2, columns: 2), size: PixelSize(width: 20, height: 36),
    raster: .sixel, seriesID: "s", reading: 1, resultNumber: number, panes: [],
    window: WindowPreset.bone.window, isInverted: false, heat: Predicting.HeatSettings(),
    textHeight: 8)
}

private func picture(_ count: Int) -> EncodedPicture {
  EncodedPicture(bytes: Array(repeating: 1, count: count), quality: .full)
}

@Test func thePictureUnusedForLongestIsForgotten() {
  var cache = PictureCache(pictureLimit: 3, byteLimit: 1000)
  for number in 0..<3 { cache.insert(picture(10 + number), for: request(number)) }
  #expect(cache.picture(for: request(0))?.bytes.count == 10)
  cache.insert(picture(13), for: request(3))
  #expect(cache.picture(for: request(1)) == nil)
  #expect([0, 2, 3].allSatisfy { cache.picture(for: request($0)) != nil })
  #expect(cache.byteCount == 35)
}

@Test func theBytesOfKeptPicturesAreBounded() {
  var cache = PictureCache(pictureLimit: 64, byteLimit: 100)
  for number in 0..<20 { cache.insert(picture(30), for: request(number)) }
  #expect(cache.count == 3 && cache.byteCount == 90)
  cache.insert(picture(50), for: request(19))
  #expect(cache.byteCount == 80)
}

@Test func aPictureOfAnotherQualityIsAnotherPicture() {
  var cache = PictureCache()
  var coarse = request(1)
  coarse.quality = PictureQuality.ladder[2]
  cache.insert(picture(5), for: coarse)
  #expect(cache.picture(for: request(1)) == nil)
  #expect(cache.picture(for: coarse) != nil)
}

@Test func theLadderOfQualitiesEnds() {
  var quality: PictureQuality? = .full
  var steps: [PictureQuality] = []
  while let step = quality, steps.count < 20 {
    steps.append(step)
    quality = step.next
  }
  #expect(steps == PictureQuality.ladder)
}
