/// What one person is like: every draw that shapes the whole neck.
struct Traits: Sendable {
  var isMale: Bool
  var age: Double
  /// Scale of bones and of the whole neck.
  var scale: Double
  /// Extra thickness of subcutaneous fat, mm.
  var fat: Double
  /// Bulk of the muscles, 1 average.
  var bulk: Double
  /// HU of cortical bone and of the marrow's trabeculae.
  var cortexHU: Double
  var marrowHU: Double
  /// Cobb angle C2–C7, degrees; lordosis positive.
  var lordosis: Double
  /// Lean of T1 towards the front going up, degrees.
  var lean: Double
  /// Side bend between C7 and C3, and head turn and nod, degrees.
  var bend: Double
  var turn: Double
  var nod: Double
  /// HU of blood: about 45, or more with contrast.
  var bloodHU: Double
  var veinHU: Double
  /// Degeneration, 0…1: osteophytes, narrow discs, sclerosis.
  var wear: Double
  /// How far the shoulders are drawn up, mm.
  var shoulders: Double
  /// Noise at a voxel of 0.4 × 0.4 × 1 mm, HU.
  var noise: Double
  /// Width of the point spread, mm (full width at half maximum).
  var kernelWidth: Double

  init(seed: UInt64) {
    var r = PhantomRandom(seed: seed, stream: "traits")
    isMale = r.chance(0.58)
    age = r.uniform(19, 90)
    scale = r.normal(isMale ? 1.03 : 0.95, 0.035)
    fat = max(2.2, r.normal(4.5, 3.0))
    bulk = r.normal(isMale ? 1.04 : 0.92, 0.07) - max(0, age - 60) * 0.003
    cortexHU = r.normal(1150, 90) - max(0, age - 50) * 3
    marrowHU = max(130, r.normal(330, 45) - max(0, age - 40) * 2.6)
    lordosis = r.normal(14, 9)
    lean = r.normal(18.5, 4.5)
    bend = r.normal(0, 2)
    turn = r.normal(0, 6)
    nod = r.normal(0, 5)
    let contrast = r.chance(0.2)
    bloodHU = contrast ? r.uniform(180, 340) : r.normal(44, 4)
    veinHU = contrast ? r.uniform(80, 190) : bloodHU - 2
    wear = max(0, min(1, r.normal((age - 35) / 60, 0.22)))
    shoulders = r.normal(0, 8)
    noise = r.uniform(16, 34)
    kernelWidth = r.uniform(0.5, 0.75)
  }
}
