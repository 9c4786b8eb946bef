import CPhantomKernels
import Imaging

/// One neck: its parts in painting order, and the truth about it.
struct Anatomy: Sendable {
  var traits: Traits
  var spine: Spine
  var parts: [Part]
  /// Scene to world: where the patient lies in the scanner.
  var placement: Pose
  var fractures: [FractureTruth] = []
  private var swellings: [Part] = []

  init(seed: UInt64, options: PhantomOptions) {
    let traits = Traits(seed: seed)
    let spine = Spine(traits: traits, seed: seed)
    self.traits = traits
    self.spine = spine
    var r = PhantomRandom(seed: seed, stream: "placement")
    placement = Pose(
      pitch: 0, roll: r.normal(0, 1), yaw: r.normal(0, 1.5),
      origin: [r.normal(0, 12), r.normal(-20, 18), r.uniform(-500, 500)])
    let bones = BoneMaterials(traits: traits)
    parts = [
      .outline(spine: spine, traits: traits, seed: seed),
      .muscles(spine: spine, traits: traits, seed: seed),
      .canal(spine: spine, traits: traits, seed: seed),
      .viscera(spine: spine, traits: traits, seed: seed),
      .vessels(spine: spine, traits: traits, seed: seed),
      .airway(spine: spine, traits: traits, seed: seed),
      .table(spine: spine, traits: traits, backY: 128),
      .skull(spine: spine, materials: bones, seed: seed),
      .mandible(spine: spine, materials: bones, seed: seed),
      .teeth(spine: spine, traits: traits, seed: seed),
      .larynx(spine: spine, traits: traits, seed: seed),
    ]
    let first = parts.count
    parts.append(.atlas(spine: spine, materials: bones, seed: seed))
    parts.append(.axis(spine: spine, materials: bones, seed: seed))
    for index in 2...6 {
      parts.append(.subaxial(index: index, spine: spine, materials: bones, seed: seed))
    }
    for index in 7...11 {
      parts.append(.thoracic(index: index, spine: spine, materials: bones, seed: seed))
    }
    for side in [-1.0, 1.0] {
      for number in 1...4 { parts.append(.rib(number, side: side, spine: spine, materials: bones)) }
      parts.append(.shoulder(side: side, spine: spine, traits: traits, materials: bones))
    }
    guard !options.withoutFractures else { return }
    for injury in options.fractures ?? InjuryDraw.drawn(seed: seed) {
      fracture(first + injury.level.rawValue, injury, seed: seed)
    }
    let canal = parts.firstIndex { $0.name == "viscera" }!
    parts.insert(contentsOf: swellings, at: canal)
  }

  private mutating func fracture(_ index: Int, _ injury: Injury, seed: UInt64) {
    var r = PhantomRandom(seed: seed, stream: "fracture \(injury.level) \(injury.kind.rawValue)")
    // Log-normal about 0.85 mm: some 45 % of the gaps are at most 0.8 mm.
    let gap = min(3, max(0.3, 0.85 * exponential(r.normal(0, 0.6))))
    let displacement = r.chance(0.35) ? 0 : min(5, gap * r.uniform(0.2, 1.8))
    let sheets = injury.kind.breaks(
      level: injury.level, spine: spine, displacement: displacement, random: &r)
    if injury.kind.swells {
      // Blood and oedema before the spine: over the vessels and the throat, under the bones.
      var swelling = Part("swelling \(injury.level)", .paint, roughness: 1.5)
      swelling.material = .tissue(r.normal(52, 6), texture: 5)
      swelling.blend = 1.5
      let level = Double(injury.level.rawValue) + 1
      let thick = r.uniform(1.0, 4.5)
      swelling.organ(
        spine,
        [(-0.9, 0.3), (-0.4, 0.8), (0, 1), (0.4, 0.8), (0.9, 0.3)].map { step, share in
          Section(level + step, 0, -11 - thick * share * 0.6, 13 * share + 2, 2 + thick * share)
        })
      swellings.append(swelling)
    }
    for sheet in sheets {
      parts[index].breaks.append(sheet.made(gap: gap * r.uniform(0.8, 1.2), seed: r.bits()))
    }
    guard let main = sheets.first else { return }
    fractures.append(
      FractureTruth(
        level: injury.level, kind: injury.kind,
        position: placement(parts[index].pose(main.through)),
        gapMillimetres: gap, displacementMillimetres: displacement))
  }
}
