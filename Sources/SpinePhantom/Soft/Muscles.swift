import Imaging

extension Part {
  /// The neck's muscles. Each is a rough sausage; where two meet, a thin plane of fat parts them.
  /// Places after the axial plates of Gray's Anatomy, 41st edition, chapter 29.
  static func muscles(spine: Spine, traits: Traits, seed: UInt64) -> Part {
    var r = PhantomRandom(seed: seed, stream: "muscles")
    var part = Part("muscles", .muscle)
    for side in [-1.0, 1.0] {
      func add(_ sections: [Section]) {
        // Texture: how much fat lies between the fibres; more with age.
        let lean = r.normal(58, 3.5) - max(0, traits.age - 55) * 0.22
        part.material = .tissue(
          lean, texture: max(0.4, r.normal(0.75 + 0.012 * (traits.age - 40), 0.2)))
        part.organ(
          spine, side: side, grow: traits.bulk * r.normal(1, 0.04),
          wander: [r.normal(0, 0.6), r.normal(0, 0.6)], sections)
      }
      // Deep at the back.
      add([
        Section(2.6, 9, 29, 7, 7), Section(4, 10, 29, 9, 8), Section(6, 11, 29, 10, 8.5),
        Section(8, 13, 32, 11, 10), Section(11, 14, 32, 11, 11),
      ])
      add([
        Section(2.3, 12, 38, 9, 6), Section(3.4, 15, 39, 10, 6.5, 8), Section(5, 18, 37, 11, 7, 12),
        Section(7, 20, 40, 12, 7, 10), Section(10, 20, 46, 12, 7),
      ])
      // Semispinalis capitis: from the occiput.
      add([
        Section(0.35, 15, 58, 11, 9), Section(1.2, 15, 54, 12, 9), Section(3, 15, 48, 13, 6.5, -6),
        Section(5, 19, 45.5, 13, 5.5, 4), Section(7, 22, 48, 12, 5.5), Section(9, 22, 52, 9, 5),
      ])
      // Splenius.
      add([
        Section(0.6, 42, 28, 7, 14, 30), Section(2, 35, 34, 7, 17, 38),
        Section(3.5, 29, 43, 5, 17, 55), Section(5, 22, 52, 15, 4, 10), Section(7, 17, 57, 13, 3.6),
        Section(9, 12, 60, 8, 3),
      ])
      // Trapezius.
      add([
        Section(0.6, 10, 72, 9, 2.5), Section(2.5, 16, 65, 15, 2.6, -12),
        Section(4, 22, 60, 24, 3.2, -22), Section(5.5, 30, 57, 34, 4.2, -26),
        Section(7, 42, 55, 46, 6, -22), Section(8.2, 62, 50, 66, 8, -16),
        Section(9.5, 80, 52, 84, 9, -8), Section(12, 70, 62, 74, 6, -4),
      ])
      // Levator scapulae and longissimus.
      add([
        Section(1.2, 34, 14, 6, 6), Section(2.5, 36, 17, 6, 9, 20), Section(4, 37, 21, 7, 10, 25),
        Section(6, 41, 28, 8, 12, 25), Section(8, 52, 38, 9, 12, 20), Section(10, 66, 48, 10, 9),
      ])
      add([
        Section(0.8, 44, 14, 4, 7), Section(2.5, 28, 24, 4.5, 7, 20), Section(5, 28, 28, 5, 7, 20),
        Section(8, 27, 34, 7, 8), Section(11, 27, 36, 9, 10),
      ])
      // Suboccipital.
      add([Section(0.75, 11, 40, 8, 8), Section(1.3, 11, 37, 8, 8), Section(2.0, 7, 37, 6, 6)])
      add([
        Section(1.05, 28, 17, 8, 6, 20), Section(1.5, 21, 25, 11, 6, 38),
        Section(2.0, 13, 31, 9, 6, 30),
      ])
      add([Section(0.55, 30, 30, 9, 7), Section(0.95, 30, 17, 6, 6)])
      // Sternocleidomastoid: from the mastoid to the manubrium.
      add([
        Section(0.6, 56, 10, 6, 12), Section(1.8, 53, 4, 7, 14, 10), Section(3, 51, -8, 7, 16, 18),
        Section(4.2, 48, -18, 7, 17, 26), Section(5.4, 43, -28, 7.5, 16, 36),
        Section(6.6, 35, -39, 8, 14, 52), Section(7.8, 26, -50, 9, 11, 66),
        Section(9, 17, -58, 7, 7),
      ])
      // Scalenes.
      add([
        Section(3.2, 23, -1, 4, 4), Section(4.5, 27, -5, 6, 6), Section(6, 32, -9, 8, 7, 20),
        Section(7.4, 40, -13, 9, 7, 10), Section(8.6, 50, -22, 8, 6),
      ])
      add([
        Section(2.4, 28, 7, 5, 5), Section(4, 32, 6, 6, 8, 15), Section(6, 40, 8, 9, 10, 15),
        Section(7.5, 50, 10, 10, 12), Section(9, 60, 8, 9, 12),
      ])
      // In front of the spine.
      add([
        Section(0.5, 8, -17, 7, 4), Section(1.2, 10, -18, 8, 4.5),
        Section(2.2, 12, -14, 8, 4.5, -8), Section(3.5, 14, -12.5, 7, 4, -14),
        Section(5, 14, -11, 4, 3, -20), Section(6.2, 14, -11, 3, 2.5),
      ])
      add([
        Section(1.6, 4.5, -11, 4.5, 3.5), Section(3, 6, -11, 5, 2.4),
        Section(5, 8.5, -11, 5.5, 2.6, -8), Section(7, 10.5, -11, 4.5, 2.4, -12),
        Section(9.5, 10, -13, 3.5, 2.4),
      ])
      // Straps over the larynx and trachea.
      add([
        Section(3.5, 10, -50, 8, 2.4, 12), Section(4.6, 14, -49, 9, 2.6, 28),
        Section(6, 13, -48, 10, 3.2, 24), Section(7.5, 12, -51, 10, 3.4, 15),
        Section(9, 13, -55, 9, 3),
      ])
      // Chewing muscles, on the head.
      add([
        Section(-0.2, 57, -40, 6, 15), Section(0.8, 55, -40, 8, 16), Section(1.9, 51, -38, 7, 13),
        Section(2.4, 47, -38, 5, 9),
      ])
      add([
        Section(-0.1, 26, -34, 7, 9), Section(0.8, 35, -34, 6, 12, -20),
        Section(1.9, 39, -36, 6, 11),
      ])
      add([Section(-0.9, 44, -34, 9, 14), Section(-0.1, 42, -30, 9, 8)])
      add([
        Section(2.2, 19, -58, 5, 22, -12), Section(2.7, 15, -58, 11, 20, -14),
        Section(3.1, 9, -56, 9, 16, -8),
      ])
      add([Section(2.3, 6, -66, 5, 16), Section(2.8, 6, -64, 6, 15), Section(3.3, 6, -54, 6, 6)])
      add([
        Section(0.3, 47, -64, 3, 10, 30), Section(1.2, 42, -68, 3, 13, 35),
        Section(1.9, 40, -66, 3, 10, 35),
      ])
      // Digastric, from mastoid to chin.
      add([
        Section(0.9, 46, 2, 5, 7), Section(2.0, 42, -14, 5, 6), Section(3.0, 34, -34, 5, 6),
        Section(3.2, 26, -42, 6, 8),
      ])
      // Shoulder girdle.
      add([
        Section(8.0, 92, 22, 26, 13), Section(9.0, 100, 26, 42, 16), Section(12, 105, 40, 44, 17),
      ])
      add([Section(8.4, 165, 6, 34, 42), Section(9.5, 172, 6, 36, 46), Section(13, 172, 6, 36, 46)])
      add([
        Section(9.2, 60, -56, 42, 9, 8), Section(10.5, 70, -60, 56, 13, 10),
        Section(13, 72, -66, 62, 15, 8),
      ])
      add([
        Section(8.6, 40, 58, 30, 4.5, -10), Section(10, 42, 58, 32, 5, -8),
        Section(13, 46, 60, 34, 5),
      ])
      add([Section(9.0, 30, 44, 12, 9), Section(11, 32, 44, 14, 11), Section(13, 32, 46, 15, 12)])
    }
    return part
  }
}
