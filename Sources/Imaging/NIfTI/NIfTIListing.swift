extension NIfTIHeader {
  /// The fields for people to read, under the specification's names.
  public var lines: [HeaderLine] {
    func numbers(_ values: [Double]) -> String { values.map(Self.text).joined(separator: " ") }
    var fields: [(String, String)] = [
      ("version", isVersion2 ? "NIfTI-2" : "NIfTI-1"),
      ("byte order", isLittleEndian ? "little-endian" : "big-endian"),
      ("dim", dim.map(String.init).joined(separator: " ")),
      ("datatype", "\(datatype)"), ("pixdim", numbers(pixdim)),
      ("vox_offset", "\(voxOffset)"), ("scl_slope", Self.text(sclSlope)),
      ("scl_inter", Self.text(sclInter)), ("xyzt_units", "\(xyztUnits)"),
      ("qform_code", "\(qformCode)"), ("quatern_b c d", numbers([quatern.x, quatern.y, quatern.z])),
      ("qoffset_x y z", numbers([qoffset.x, qoffset.y, qoffset.z])),
      ("sform_code", "\(sformCode)"),
    ]
    for (name, row) in zip(["srow_x", "srow_y", "srow_z"], srow) {
      fields.append((name, numbers(row)))
    }
    return fields.map { HeaderLine(name: $0.0, value: $0.1) }
      + [
        HeaderLine(name: "descrip", value: DisplayText.safe(descrip), isIdentifying: true)
      ]
  }

  private static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
