/// Average adult sizes of the vertebrae, mm, before individual scaling.
///
/// Sources: C3–T2 bodies, canals and processes after Panjabi et al., "Cervical human vertebrae:
/// quantitative three-dimensional anatomy of the middle and lower regions", Spine 16 (1991) 861, and
/// "Thoracic human vertebrae", Spine 16 (1991) 888; body and disc heights after Gilad and Nissan,
/// Spine 11 (1986) 154; atlas and axis after Doherty and Heggeness, Spine 19 (1994) 2497 and
/// 20 (1995) 513. Rounded, and between men's and women's values.
struct VertebraSizes: Sendable {
  /// Half width, half depth and half height of the body.
  var halfWidth: Double
  var halfDepth: Double
  var halfHeight: Double
  /// Height of the disc below.
  var disc: Double
  /// Canal: half width, and depth from the back of the body to the lamina.
  var canalHalfWidth: Double
  var canalDepth: Double
  /// From the inside of the lamina to the tip of the spinous process, and its fall.
  var spinous: Double
  var spinousDrop: Double
  /// Height of the uncinate processes above the endplate.
  var uncinate: Double
  /// Distance of the transverse foramina from the midline, and their radius.
  var foramenX: Double
  var foramenRadius: Double

  static let c3 = VertebraSizes(
    halfWidth: 8.3, halfDepth: 7.6, halfHeight: 6.2, disc: 4.7, canalHalfWidth: 11.6,
    canalDepth: 14.6, spinous: 15, spinousDrop: 6, uncinate: 4.6, foramenX: 13.9,
    foramenRadius: 2.8)
  static let c4 = VertebraSizes(
    halfWidth: 8.6, halfDepth: 7.7, halfHeight: 6.0, disc: 4.7, canalHalfWidth: 12.0,
    canalDepth: 14.4, spinous: 15, spinousDrop: 6, uncinate: 4.9, foramenX: 14.3,
    foramenRadius: 2.9)
  static let c5 = VertebraSizes(
    halfWidth: 9.0, halfDepth: 7.9, halfHeight: 5.9, disc: 4.6, canalHalfWidth: 12.4,
    canalDepth: 14.5, spinous: 17, spinousDrop: 6, uncinate: 5.0, foramenX: 14.8,
    foramenRadius: 3.0)
  static let c6 = VertebraSizes(
    halfWidth: 9.8, halfDepth: 8.2, halfHeight: 5.9, disc: 4.8, canalHalfWidth: 12.6,
    canalDepth: 14.6, spinous: 24, spinousDrop: 7, uncinate: 4.7, foramenX: 15.6,
    foramenRadius: 3.0)
  static let c7 = VertebraSizes(
    halfWidth: 11.0, halfDepth: 8.4, halfHeight: 6.7, disc: 4.8, canalHalfWidth: 12.2,
    canalDepth: 14.6, spinous: 35, spinousDrop: 8, uncinate: 4.0, foramenX: 17.0,
    foramenRadius: 1.7)
  static let t1 = VertebraSizes(
    halfWidth: 13.0, halfDepth: 8.5, halfHeight: 7.6, disc: 4.4, canalHalfWidth: 10.8,
    canalDepth: 14.6, spinous: 37, spinousDrop: 14, uncinate: 1.6, foramenX: 0, foramenRadius: 0)
  static let t2 = VertebraSizes(
    halfWidth: 13.0, halfDepth: 9.0, halfHeight: 8.3, disc: 4.2, canalHalfWidth: 9.4,
    canalDepth: 14.6, spinous: 36, spinousDrop: 20, uncinate: 0.5, foramenX: 0, foramenRadius: 0)
  static let t3 = VertebraSizes(
    halfWidth: 12.8, halfDepth: 9.8, halfHeight: 8.6, disc: 4.2, canalHalfWidth: 8.8,
    canalDepth: 14.6, spinous: 36, spinousDrop: 24, uncinate: 0.3, foramenX: 0, foramenRadius: 0)
  static let t4 = t3
  static let t5 = t3

  /// C3 … T5.
  static let all = [c3, c4, c5, c6, c7, t1, t2, t3, t4, t5]

  /// From the middle of C2, half way between dens tip and disc, to the middle of the C2/3 disc.
  static let axisHalfLength = 19.6
  /// Height of the atlas' anterior arch above the middle of C2.
  static let atlasHeight = 12.4

  func scaled(_ s: Double) -> VertebraSizes {
    var v = self
    v.halfWidth *= s
    v.halfDepth *= s
    v.halfHeight *= s
    v.disc *= s
    v.canalHalfWidth *= 0.5 + 0.5 * s
    v.canalDepth *= 0.5 + 0.5 * s
    v.spinous *= s
    v.spinousDrop *= s
    v.uncinate *= s
    v.foramenX *= s
    return v
  }
}
