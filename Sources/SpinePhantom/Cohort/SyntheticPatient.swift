import Imaging

/// What the header of a synthetic study says: plain fiction, marked as such.
public struct SyntheticPatient: Sendable, Hashable {
  public var id: String
  /// DICOM person name: FAMILY^Given.
  public var name: String
  /// YYYYMMDD.
  public var birthDate: String
  /// M, F.
  public var sex: String
  /// YYYYMMDD.
  public var studyDate: String
  public var studyDescription: String
  public var seriesDescription: String
}

extension PhantomStudy {
  /// The value of Manufacturer by which a reader knows a study for synthetic.
  public static let mark = NIfTIFile.phantomDescription

  /// Who the seed says it is.
  public var patient: SyntheticPatient {
    var r = PhantomRandom(seed: seed, stream: "patient")
    let traits = anatomy.traits
    let month = 1 + Int(r.uniform(0, 12))
    let day = 1 + Int(r.uniform(0, 28))
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    return SyntheticPatient(
      id: "SYN-\(seed)", name: "SYNTHETIC^Phantom \(seed)",
      birthDate: "\(2025 - Int(traits.age))\(two(month))\(two(day))",
      sex: traits.isMale ? "M" : "F",
      studyDate: "2025\(two(1 + Int(r.uniform(0, 12))))\(two(1 + Int(r.uniform(0, 28))))",
      studyDescription: "CT cervical spine (synthetic)", seriesDescription: "Axial bone, synthetic")
  }

  /// Age in years, and whether bones and gland sizes are a man's.
  public var age: Double { anatomy.traits.age }

  /// A UID of this study: the same for the same seed and options.
  public func uid(_ what: String) -> String {
    let fractures =
      options.fractures.map { $0.map { "\($0.level)\($0.kind.rawValue)" }.joined() } ?? "drawn"
    let settings =
      "\(what) \(options.withoutFractures) \(fractures) \(options.withNoise) \(options.matrix) "
      + "\(options.sliceSpacing ?? 0) \(options.coverage.rawValue)"
    var r = PhantomRandom(seed: seed, stream: settings)
    // A random UUID's shape as one number below 2.25. Source: PS3.5 B.2.
    let high = r.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    let low = r.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    return "2.25.\(UInt128(high) << 64 | UInt128(low))"
  }
}
