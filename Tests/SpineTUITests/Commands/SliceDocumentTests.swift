import Foundation
import Imaging
import Testing

@testable import SpineTUI

@Test(arguments: [true, false])
func aSliceOfImagesWithoutAPlaceClaimsNone(isPlaced: Bool) throws {
  let warnings = ["not-a-volume", "orientation-unknown", "pixel-size-unknown"].map {
    ImagingWarning(code: $0, text: "")
  }
  let volume = Cast.volume(Cast.jane, warnings: isPlaced ? [] : warnings)
  let stack = SliceStack(geometry: volume.geometry, orientation: .axial)
  let document = SliceDocument.of(
    output: "x.png", stack: stack, index: 0, plane: stack.plane(at: 0), window: nil, volume: volume)
  let json = try #require(
    try JSONSerialization.jsonObject(with: try jsonData(document)) as? [String: Any])
  for key in ["position_mm", "pixel_spacing_mm", "origin_mm_lps", "right_lps", "down_lps", "letters"]
  {
    let value = try #require(json[key], "\(key) is there")
    #expect((value is NSNull) != isPlaced, "\(key)")
  }
}
