import DicomWire

/// What a file turned out to be.
enum FileOutcome: Sendable {
  case images([Instance])
  /// Not DICOM: passed over.
  case passedOver
  /// A DICOMDIR: the File IDs that it names, in their components.
  case directory([[String]])
  case nifti(Series)
  /// Refused, and which series it would have belonged to, where that is known.
  case refused(reason: String, seriesKey: String?)
}

/// Judges a header: every value is checked, nothing is guessed.
struct InstanceParsing {
  let path: String
  let header: FileHeader
  private var data: FileHeader.Attributes { header.dataSet }

  init(path: String, header: FileHeader) {
    self.path = path
    self.header = header
  }

  /// SOP classes with Pixel Data that are no images of a patient.
  private static let notImages = [
    "1.2.840.10008.5.1.4.1.1.66.4": "a segmentation",
    "1.2.840.10008.5.1.4.1.1.481.2": "an RT dose",
    "1.2.840.10008.5.1.4.1.1.30": "a parametric map",
  ]

  func outcome() -> FileOutcome {
    let sopClass = data.text(.sopClass)
    if data[.directoryRecords] != nil {
      return .directory(header.frameGroups.compactMap { $0[.referencedFile] })
    }
    let modality = DisplayText.safe(data.text(.modality))
    if header.has(DICOM_WIRE_NO_PIXEL_DATA), data[.rows] == nil {
      return .refused(
        reason: "holds no image\(modality.isEmpty ? "" : " (modality \(modality))")", seriesKey: nil
      )
    }
    if let what = Self.notImages[sopClass] {
      return .refused(reason: "is \(what), not an image", seriesKey: nil)
    }
    do {
      return .images(try images())
    } catch {
      return .refused(reason: error.description, seriesKey: seriesKey)
    }
  }

  private func images() throws(BadAttribute) -> [Instance] {
    var instance = Instance(path: path)
    try readPixelFormat(into: &instance)
    readIdentity(into: &instance)
    instance.warnings += fileWarnings()
    let frames = try data.whole(.numberOfFrames) ?? 1
    guard frames >= 1, frames <= Int(DICOM_WIRE_MAX_FRAMES) else {
      throw BadAttribute(.numberOfFrames, data[.numberOfFrames] ?? [], "not a number of frames")
    }
    try checkPixelBytes(of: instance, frames: frames)
    guard header.frameGroups.isEmpty, frames == 1 else {
      return try frameImages(instance, frames: frames)
    }
    try readFrame(data, into: &instance)
    return [instance]
  }

  // MARK: Pixels

  private func readPixelFormat(into instance: inout Instance) throws(BadAttribute) {
    func required(_ tag: DICOMTag, _ range: ClosedRange<Int>) throws(BadAttribute) -> Int {
      guard let value = try data.whole(tag) else { throw BadAttribute(missing: tag) }
      guard range.contains(value) else {
        throw BadAttribute(
          tag, data[tag] ?? [], "\(range.lowerBound) to \(range.upperBound) are read")
      }
      return value
    }
    let dimension = 1...Int(DICOM_WIRE_MAX_DIMENSION)
    instance.rows = try required(.rows, dimension)
    instance.columns = try required(.columns, dimension)
    let photometric = data.text(.photometric)
    guard photometric == "MONOCHROME1" || photometric == "MONOCHROME2" else {
      throw BadAttribute(.photometric, data[.photometric] ?? [], "only greyscale images are read")
    }
    _ = try required(.samplesPerPixel, 1...1)
    instance.isInverted = photometric == "MONOCHROME1"
    let allocated = try required(.bitsAllocated, 1...32)
    guard [8, 16, 32].contains(allocated) else {
      throw BadAttribute(.bitsAllocated, data[.bitsAllocated] ?? [], "8, 16 and 32 are read")
    }
    let stored = try required(.bitsStored, 1...allocated)
    if data[.highBit] != nil { _ = try required(.highBit, stored - 1...allocated - 1) }
    instance.stored = StoredFormat(
      bitsAllocated: allocated, bitsStored: stored,
      isSigned: try required(.pixelRepresentation, 0...1) == 1)
    instance.stored.padding = try padding(instance.stored)
  }

  /// Pixel Padding Value to Range Limit, as stored values. Writers mix up US and SS: the bits count.
  /// Source: PS3.3 C.7.5.1.1.2.
  private func padding(_ format: StoredFormat) throws(BadAttribute) -> ClosedRange<Int>? {
    func value(_ tag: DICOMTag) throws(BadAttribute) -> Int? {
      guard let number = try data.whole(tag) else { return nil }
      let bits = UInt16(truncatingIfNeeded: number)
      return format.isSigned ? Int(Int16(bitPattern: bits)) : Int(bits)
    }
    guard let one = try value(.paddingValue) else { return nil }
    let other = try value(.paddingLimit) ?? one
    return min(one, other)...max(one, other)
  }

  /// Pixel Data must be there, whole. A compressed frame shows this only when it is decoded.
  private func checkPixelBytes(of instance: Instance, frames: Int) throws(BadAttribute) {
    guard !header.has(DICOM_WIRE_NO_PIXEL_DATA) else {
      throw BadAttribute("there is no Pixel Data")
    }
    guard !header.has(DICOM_WIRE_ENCAPSULATED) else { return }
    let frame = UInt64(instance.rows * instance.columns * instance.stored.bitsAllocated / 8)
    let needed = frame * UInt64(frames)
    let claimed = header.pixelBytesClaimed
    guard header.pixelBytesPresent >= max(needed, claimed), claimed >= needed else {
      let present = min(header.pixelBytesPresent, claimed)
      throw BadAttribute("Pixel Data is cut short: \(present) bytes of \(max(needed, claimed))")
    }
  }

  /// JPEG Baseline, Extended, Spectral Selection and Full Progression: every one loses something,
  /// whether or not Lossy Image Compression says so. Source: PS3.5 annex A.4.1.
  private static let alwaysLossy: Set<String> = [
    "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.53",
    "1.2.840.10008.1.2.4.55",
  ]

  /// At most one decimal: 12, 7.5.
  private static func ratio(_ value: Double) -> String {
    let tenths = (min(value, 1e6) * 10).rounded() / 10
    return tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)"
  }

  // MARK: Identity

  private var seriesKey: String {
    let isLocalizer = (data[.imageType]?.count ?? 0) > 2 && data[.imageType]?[2] == "LOCALIZER"
    return [
      data.whole(.patientID), data.whole(.patientIDIssuer), data.text(.studyUID),
      data.text(.seriesUID), data.text(.frameOfReference), data.text(.sopClass),
      data.text(.modality), isLocalizer ? "LOCALIZER" : "",
    ].joined(separator: "\u{1F}")
  }

  /// Patient's Name without the signs of empty groups behind it. Source: PS3.5 6.2.1.1.
  private func personName() -> String {
    var name = data.text(.patientName)
    while name.hasSuffix("=") { name.removeLast() }
    return DisplayText.safe(name)
  }

  private func readIdentity(into instance: inout Instance) {
    func safe(_ tag: DICOMTag) -> String { DisplayText.safe(data.text(tag)) }
    instance.identity = SeriesIdentity(
      patientID: DisplayText.safe(data.whole(.patientID)), patientName: personName(), studyUID: safe(.studyUID),
      studyDate: safe(.studyDate), studyDescription: safe(.studyDescription),
      seriesUID: safe(.seriesUID), seriesNumber: data.label(.seriesNumber),
      seriesDescription: safe(.seriesDescription), modality: safe(.modality),
      isSynthetic: data.text(.manufacturer) == NIfTIFile.phantomDescription)
    instance.patientBirthDate = safe(.patientBirthDate)
    instance.patientSex = safe(.patientSex)
    instance.sopInstanceUID = safe(.sopInstance)
    instance.instanceNumber = data.label(.instanceNumber)
    instance.transferSyntax = DisplayText.safe(header.transferSyntax)
    instance.imageType = (data[.imageType] ?? []).prefix(4).map { DisplayText.safe($0) }
    instance.seriesKey = seriesKey
    instance.discriminators = [
      data.text(.acquisitionNumber), data.text(.temporalPosition),
      (data[.imageType] ?? []).joined(separator: "\\"), data.text(.convolutionKernel),
    ]
  }

  private func fileWarnings() -> [ImagingWarning] {
    var warnings: [ImagingWarning] = []
    func warn(_ code: String, _ text: String) { warnings.append(.init(code: code, text: text)) }
    if header.has(DICOM_WIRE_TEXT_UNDECLARED) {
      warn("text-undeclared", "names have letters that no declared character set explains")
    }
    if header.has(DICOM_WIRE_TEXT_UNKNOWN_SET) {
      warn("text-unknown-set", "names are in a character set that is not known")
    }
    if header.has(DICOM_WIRE_TEXT_BAD_BYTES) {
      warn("text-bad-bytes", "names have bytes that their character set does not have")
    }
    if header.has(DICOM_WIRE_VR_MISMATCH) {
      warn("vr-mismatch", "the files are not encoded as their transfer syntax says")
    }
    if data.text(.lossyCompression) == "01" || Self.alwaysLossy.contains(header.transferSyntax) {
      // Of several compressions, one after the other, each has its ratio: what is lost multiplies.
      let ratios = (data[.lossyRatio] ?? []).compactMap(decimalNumber).filter { $0 >= 1 }
      let ratio = ratios.isEmpty ? nil : ratios.reduce(1, *)
      warn(
        "lossy",
        "the images were compressed with loss" + (ratio.map { " \(Self.ratio($0)):1" } ?? ""))
    }
    return warnings
  }
}
