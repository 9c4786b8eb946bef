import Imaging
import TestSupport
import Testing

@Test func indexOfPositionUndoesPositionOfIndexForShearedAndFlippedAffines() {
  var random = SplitMix64(seed: 1)
  func component() -> Double { Double.random(in: -2...2, using: &random) }
  for _ in 0..<200 {
    let affine = Affine(
      i: [component(), component(), component()], j: [component(), component(), component()],
      k: [component(), component(), component()], origin: [component(), component(), component()])
    guard abs(affine.determinant) > 0.05 else { continue }
    let index = Index(component() * 50, component() * 50, component() * 50)
    #expect((affine.index(of: affine.position(of: index)) - index).length < 1e-9)
  }
}

@Test func shearIsTheAngleBetweenStackAndNormal() {
  let tilt = 15.0 * .pi / 180
  let geometry = VolumeGeometry(
    dimensions: [4, 4, 4],
    affine: Affine(
      i: [1, 0, 0], j: [0, 0.9659258262890683, -0.25881904510252074], k: [0, 0, 1.25],
      origin: .zero))
  #expect(abs(geometry.shearDegrees - tilt * 180 / .pi) < 1e-6)
}
