/// An attribute's tag with the VR it has where a file does not state one.
/// Source: PS3.6 chapter 6.
struct DICOMTag: Hashable, Sendable, CustomStringConvertible {
  let group: UInt16
  let element: UInt16
  let vr: String
  let name: String

  init(_ group: UInt16, _ element: UInt16, _ vr: String, _ name: String) {
    self.group = group
    self.element = element
    self.vr = vr
    self.name = name
  }

  /// `group << 16 | element`.
  var number: UInt32 { UInt32(group) << 16 | UInt32(element) }
  var description: String {
    func hex(_ n: UInt16) -> String {
      let digits = String(n, radix: 16)
      return String(repeating: "0", count: 4 - digits.count) + digits
    }
    return "\(name) (\(hex(group)),\(hex(element)))"
  }

  static func == (a: DICOMTag, b: DICOMTag) -> Bool { a.number == b.number }
  func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

extension DICOMTag {
  static let directoryRecords = DICOMTag(0x0004, 0x1220, "SQ", "Directory Record Sequence")
  static let referencedFile = DICOMTag(0x0004, 0x1500, "CS", "Referenced File ID")
  static let imageType = DICOMTag(0x0008, 0x0008, "CS", "Image Type")
  static let sopClass = DICOMTag(0x0008, 0x0016, "UI", "SOP Class UID")
  static let sopInstance = DICOMTag(0x0008, 0x0018, "UI", "SOP Instance UID")
  static let studyDate = DICOMTag(0x0008, 0x0020, "DA", "Study Date")
  static let modality = DICOMTag(0x0008, 0x0060, "CS", "Modality")
  static let manufacturer = DICOMTag(0x0008, 0x0070, "LO", "Manufacturer")
  static let studyDescription = DICOMTag(0x0008, 0x1030, "LO", "Study Description")
  static let seriesDescription = DICOMTag(0x0008, 0x103E, "LO", "Series Description")
  static let patientName = DICOMTag(0x0010, 0x0010, "PN", "Patient's Name")
  static let patientID = DICOMTag(0x0010, 0x0020, "LO", "Patient ID")
  static let patientIDIssuer = DICOMTag(0x0010, 0x0021, "LO", "Issuer of Patient ID")
  static let patientBirthDate = DICOMTag(0x0010, 0x0030, "DA", "Patient's Birth Date")
  static let patientSex = DICOMTag(0x0010, 0x0040, "CS", "Patient's Sex")
  static let sliceThickness = DICOMTag(0x0018, 0x0050, "DS", "Slice Thickness")
  static let convolutionKernel = DICOMTag(0x0018, 0x1210, "SH", "Convolution Kernel")
  static let studyUID = DICOMTag(0x0020, 0x000D, "UI", "Study Instance UID")
  static let seriesUID = DICOMTag(0x0020, 0x000E, "UI", "Series Instance UID")
  static let seriesNumber = DICOMTag(0x0020, 0x0011, "IS", "Series Number")
  static let acquisitionNumber = DICOMTag(0x0020, 0x0012, "IS", "Acquisition Number")
  static let instanceNumber = DICOMTag(0x0020, 0x0013, "IS", "Instance Number")
  static let imagePosition = DICOMTag(0x0020, 0x0032, "DS", "Image Position (Patient)")
  static let imageOrientation = DICOMTag(0x0020, 0x0037, "DS", "Image Orientation (Patient)")
  static let frameOfReference = DICOMTag(0x0020, 0x0052, "UI", "Frame of Reference UID")
  static let temporalPosition = DICOMTag(0x0020, 0x0100, "IS", "Temporal Position Identifier")
  static let frameAcquisitionNumber = DICOMTag(0x0020, 0x9156, "US", "Frame Acquisition Number")
  static let stackID = DICOMTag(0x0020, 0x9056, "SH", "Stack ID")
  static let frameType = DICOMTag(0x0008, 0x9007, "CS", "Frame Type")
  static let samplesPerPixel = DICOMTag(0x0028, 0x0002, "US", "Samples per Pixel")
  static let photometric = DICOMTag(0x0028, 0x0004, "CS", "Photometric Interpretation")
  static let numberOfFrames = DICOMTag(0x0028, 0x0008, "IS", "Number of Frames")
  static let rows = DICOMTag(0x0028, 0x0010, "US", "Rows")
  static let columns = DICOMTag(0x0028, 0x0011, "US", "Columns")
  static let pixelSpacing = DICOMTag(0x0028, 0x0030, "DS", "Pixel Spacing")
  static let bitsAllocated = DICOMTag(0x0028, 0x0100, "US", "Bits Allocated")
  static let bitsStored = DICOMTag(0x0028, 0x0101, "US", "Bits Stored")
  static let highBit = DICOMTag(0x0028, 0x0102, "US", "High Bit")
  static let pixelRepresentation = DICOMTag(0x0028, 0x0103, "US", "Pixel Representation")
  static let paddingValue = DICOMTag(0x0028, 0x0120, "US", "Pixel Padding Value")
  static let paddingLimit = DICOMTag(0x0028, 0x0121, "US", "Pixel Padding Range Limit")
  static let windowCenter = DICOMTag(0x0028, 0x1050, "DS", "Window Center")
  static let windowWidth = DICOMTag(0x0028, 0x1051, "DS", "Window Width")
  static let windowExplanation = DICOMTag(0x0028, 0x1055, "LO", "Window Center & Width Explanation")
  static let rescaleIntercept = DICOMTag(0x0028, 0x1052, "DS", "Rescale Intercept")
  static let rescaleSlope = DICOMTag(0x0028, 0x1053, "DS", "Rescale Slope")
  static let rescaleType = DICOMTag(0x0028, 0x1054, "LO", "Rescale Type")
  static let voiFunction = DICOMTag(0x0028, 0x1056, "CS", "VOI LUT Function")
  static let lossyCompression = DICOMTag(0x0028, 0x2110, "CS", "Lossy Image Compression")
  static let lossyRatio = DICOMTag(0x0028, 0x2112, "DS", "Lossy Image Compression Ratio")
  static let modalityLUT = DICOMTag(0x0028, 0x3000, "SQ", "Modality LUT Sequence")

  static let voiLUT = DICOMTag(0x0028, 0x3010, "SQ", "VOI LUT Sequence")

  /// Everything that decides where an image belongs and what its values mean.
  static let wanted: [DICOMTag] = [
    directoryRecords, referencedFile, imageType, sopClass, sopInstance, studyDate, modality,
    manufacturer, studyDescription, seriesDescription, patientName, patientID, patientIDIssuer,
    patientBirthDate, patientSex,
    sliceThickness, convolutionKernel, studyUID, seriesUID, seriesNumber,
    acquisitionNumber, instanceNumber, imagePosition, imageOrientation, frameOfReference,
    temporalPosition, frameAcquisitionNumber, stackID, frameType, samplesPerPixel, photometric,
    numberOfFrames, rows, columns, pixelSpacing, bitsAllocated, bitsStored, highBit,
    pixelRepresentation, paddingValue, paddingLimit, windowCenter, windowWidth, windowExplanation,
    rescaleIntercept, rescaleSlope, rescaleType, voiFunction, lossyCompression, lossyRatio,
    modalityLUT, voiLUT,
  ]
}
