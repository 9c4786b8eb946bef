import DicomWire

/// Names and VRs of the attributes that CT images carry; others are shown by their tag.
enum DICOMDictionary {
  struct Entry: Sendable {
    let vr: String
    let name: String
  }

  static func entry(_ group: UInt16, _ element: UInt16) -> Entry? {
    if element == 0 { return Entry(vr: "UL", name: "Group Length") }
    if group % 2 == 1, (0x10...0xFF).contains(element) {
      return Entry(vr: "LO", name: "Private Creator")
    }
    return entries[number(group, element)]
  }

  /// All of them, to tell a worker the VRs that implicit files leave out.
  static let withVR: [DICOMTag] = {
    precondition(entries.count <= Int(DICOM_WIRE_MAX_WANTED), "a request takes no more")
    return entries.map { number, entry in
      DICOMTag(UInt16(number >> 16), UInt16(number & 0xFFFF), entry.vr, entry.name)
    }
  }()

  /// "(0018,0050)".
  static func printed(_ group: UInt16, _ element: UInt16) -> String {
    func hex(_ n: UInt16) -> String {
      let digits = String(n, radix: 16)
      return String(repeating: "0", count: 4 - digits.count) + digits
    }
    return "(\(hex(group)),\(hex(element)))"
  }

  /// Whether a value may tell whose image this is. Only numbers and codes of how the image was made
  /// are known not to: dates, UIDs, free text, private and unknown attributes may all name a patient.
  static func isIdentifying(_ group: UInt16, _ element: UInt16, vr: String) -> Bool {
    if group == 0xFFFE || vr == "SQ" { return false }
    if technical.contains(number(group, element)) { return false }
    return !([0x0018, 0x0020, 0x0028].contains(group) && harmless.contains(vr)
      && entries[number(group, element)] != nil)
  }

  private static let harmless: Set<String> = [
    "DS", "IS", "US", "SS", "UL", "SL", "FL", "FD", "CS", "AT",
  ]

  /// Character set, image type, SOP class, modality, manufacturer, model, kernel, pixel data.
  private static let technical: Set<UInt32> = [
    0x0002_0010, 0x0008_0005, 0x0008_0008, 0x0008_0016, 0x0008_0060, 0x0008_0070, 0x0008_1090,
    0x0018_1210, 0x7FE0_0010,
  ]

  private static func number(_ group: UInt16, _ element: UInt16) -> UInt32 {
    UInt32(group) << 16 | UInt32(element)
  }

  private static let entries: [UInt32: Entry] = {
    var entries: [UInt32: Entry] = [:]
    for line in table.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 3).map(String.init)
      guard words.count == 4, let group = UInt16(words[0], radix: 16),
        let element = UInt16(words[1], radix: 16)
      else { preconditionFailure("the dictionary has the line “\(line)”") }
      entries[number(group, element)] = Entry(vr: words[2], name: words[3])
    }
    return entries
  }()

  /// Group, element, VR, name. Source: PS3.6 chapter 6, the attributes of the CT and Enhanced CT IODs.
  private static let table = """
    0008 0005 CS Specific Character Set
    0008 0008 CS Image Type
    0008 0012 DA Instance Creation Date
    0008 0013 TM Instance Creation Time
    0008 0016 UI SOP Class UID
    0008 0018 UI SOP Instance UID
    0008 0020 DA Study Date
    0008 0021 DA Series Date
    0008 0022 DA Acquisition Date
    0008 0023 DA Content Date
    0008 002A DT Acquisition DateTime
    0008 0030 TM Study Time
    0008 0031 TM Series Time
    0008 0032 TM Acquisition Time
    0008 0033 TM Content Time
    0008 0050 SH Accession Number
    0008 0060 CS Modality
    0008 0064 CS Conversion Type
    0008 0068 CS Presentation Intent Type
    0008 0070 LO Manufacturer
    0008 0080 LO Institution Name
    0008 0081 ST Institution Address
    0008 0090 PN Referring Physician's Name
    0008 0100 SH Code Value
    0008 0102 SH Coding Scheme Designator
    0008 0103 SH Coding Scheme Version
    0008 0104 LO Code Meaning
    0008 0201 SH Timezone Offset From UTC
    0008 1010 SH Station Name
    0008 1030 LO Study Description
    0008 1032 SQ Procedure Code Sequence
    0008 103E LO Series Description
    0008 1040 LO Institutional Department Name
    0008 1048 PN Physician(s) of Record
    0008 1050 PN Performing Physician's Name
    0008 1060 PN Name of Physician(s) Reading Study
    0008 1070 PN Operators' Name
    0008 1080 LO Admitting Diagnoses Description
    0008 1090 LO Manufacturer's Model Name
    0008 1110 SQ Referenced Study Sequence
    0008 1111 SQ Referenced Performed Procedure Step Sequence
    0008 1115 SQ Referenced Series Sequence
    0008 1120 SQ Referenced Patient Sequence
    0008 1140 SQ Referenced Image Sequence
    0008 1150 UI Referenced SOP Class UID
    0008 1155 UI Referenced SOP Instance UID
    0008 1160 IS Referenced Frame Number
    0008 2111 ST Derivation Description
    0008 2112 SQ Source Image Sequence
    0008 2218 SQ Anatomic Region Sequence
    0008 3010 UI Irradiation Event UID
    0008 9007 CS Frame Type
    0008 9124 SQ Derivation Image Sequence
    0008 9205 CS Pixel Presentation
    0008 9206 CS Volumetric Properties
    0008 9207 CS Volume Based Calculation Technique
    0008 9215 SQ Derivation Code Sequence
    0010 0010 PN Patient's Name
    0010 0020 LO Patient ID
    0010 0021 LO Issuer of Patient ID
    0010 0030 DA Patient's Birth Date
    0010 0032 TM Patient's Birth Time
    0010 0040 CS Patient's Sex
    0010 1000 LO Other Patient IDs
    0010 1010 AS Patient's Age
    0010 1020 DS Patient's Size
    0010 1030 DS Patient's Weight
    0010 1040 LO Patient's Address
    0010 2000 LO Medical Alerts
    0010 2110 LO Allergies
    0010 2160 SH Ethnic Group
    0010 2180 SH Occupation
    0010 21A0 CS Smoking Status
    0010 21B0 LT Additional Patient History
    0010 21C0 US Pregnancy Status
    0010 4000 LT Patient Comments
    0012 0062 CS Patient Identity Removed
    0012 0063 LO De-identification Method
    0018 0010 LO Contrast/Bolus Agent
    0018 0012 SQ Contrast/Bolus Agent Sequence
    0018 0015 CS Body Part Examined
    0018 0022 CS Scan Options
    0018 0050 DS Slice Thickness
    0018 0060 DS KVP
    0018 0088 DS Spacing Between Slices
    0018 0090 DS Data Collection Diameter
    0018 1000 LO Device Serial Number
    0018 1020 LO Software Versions
    0018 1030 LO Protocol Name
    0018 1040 LO Contrast/Bolus Route
    0018 1041 DS Contrast/Bolus Volume
    0018 1042 TM Contrast/Bolus Start Time
    0018 1044 DS Contrast/Bolus Total Dose
    0018 1046 DS Contrast Flow Rate
    0018 1048 CS Contrast/Bolus Ingredient
    0018 1049 DS Contrast/Bolus Ingredient Concentration
    0018 1100 DS Reconstruction Diameter
    0018 1110 DS Distance Source to Detector
    0018 1111 DS Distance Source to Patient
    0018 1120 DS Gantry/Detector Tilt
    0018 1130 DS Table Height
    0018 1140 CS Rotation Direction
    0018 1150 IS Exposure Time
    0018 1151 IS X-Ray Tube Current
    0018 1152 IS Exposure
    0018 1153 IS Exposure in uAs
    0018 1160 SH Filter Type
    0018 1170 IS Generator Power
    0018 1190 DS Focal Spot(s)
    0018 1200 DA Date of Last Calibration
    0018 1201 TM Time of Last Calibration
    0018 1210 SH Convolution Kernel
    0018 1271 FD Water Equivalent Diameter
    0018 5100 CS Patient Position
    0018 9004 CS Content Qualification
    0018 9037 CS Cardiac Synchronization Technique
    0018 9073 FD Acquisition Duration
    0018 9074 DT Frame Acquisition DateTime
    0018 9151 DT Frame Reference DateTime
    0018 9220 FD Frame Acquisition Duration
    0018 9301 SQ CT Acquisition Type Sequence
    0018 9302 CS Acquisition Type
    0018 9304 SQ CT Acquisition Details Sequence
    0018 9305 FD Revolution Time
    0018 9306 FD Single Collimation Width
    0018 9307 FD Total Collimation Width
    0018 9308 SQ CT Table Dynamics Sequence
    0018 9309 FD Table Speed
    0018 9310 FD Table Feed per Rotation
    0018 9311 FD Spiral Pitch Factor
    0018 9312 SQ CT Geometry Sequence
    0018 9313 FD Data Collection Center (Patient)
    0018 9314 SQ CT Reconstruction Sequence
    0018 9315 CS Reconstruction Algorithm
    0018 9316 CS Convolution Kernel Group
    0018 9317 FD Reconstruction Field of View
    0018 9318 FD Reconstruction Target Center (Patient)
    0018 9319 FD Reconstruction Angle
    0018 9320 SH Image Filter
    0018 9321 SQ CT Exposure Sequence
    0018 9322 FD Reconstruction Pixel Spacing
    0018 9323 CS Exposure Modulation Type
    0018 9324 FD Estimated Dose Saving
    0018 9325 SQ CT X-Ray Details Sequence
    0018 9326 SQ CT Position Sequence
    0018 9327 FD Table Position
    0018 9329 SQ CT Image Frame Type Sequence
    0018 9345 FD CTDIvol
    0018 9346 SQ CTDI Phantom Type Code Sequence
    0018 9351 FL Calcium Scoring Mass Factor Patient
    0018 9353 FL Energy Weighting Factor
    0018 9361 CS Multi-energy CT Acquisition
    0018 A001 SQ Contributing Equipment Sequence
    0020 000D UI Study Instance UID
    0020 000E UI Series Instance UID
    0020 0010 SH Study ID
    0020 0011 IS Series Number
    0020 0012 IS Acquisition Number
    0020 0013 IS Instance Number
    0020 0020 CS Patient Orientation
    0020 0032 DS Image Position (Patient)
    0020 0037 DS Image Orientation (Patient)
    0020 0052 UI Frame of Reference UID
    0020 0060 CS Laterality
    0020 0062 CS Image Laterality
    0020 0100 IS Temporal Position Identifier
    0020 0105 IS Number of Temporal Positions
    0020 1002 IS Images in Acquisition
    0020 1040 LO Position Reference Indicator
    0020 1041 DS Slice Location
    0020 4000 LT Image Comments
    0020 9056 SH Stack ID
    0020 9057 UL In-Stack Position Number
    0020 9071 SQ Frame Anatomy Sequence
    0020 9072 CS Frame Laterality
    0020 9111 SQ Frame Content Sequence
    0020 9113 SQ Plane Position Sequence
    0020 9116 SQ Plane Orientation Sequence
    0020 9128 UL Temporal Position Index
    0020 9156 US Frame Acquisition Number
    0020 9157 UL Dimension Index Values
    0020 9164 UI Dimension Organization UID
    0020 9165 AT Dimension Index Pointer
    0020 9167 AT Functional Group Pointer
    0020 9221 SQ Dimension Organization Sequence
    0020 9222 SQ Dimension Index Sequence
    0028 0002 US Samples per Pixel
    0028 0004 CS Photometric Interpretation
    0028 0006 US Planar Configuration
    0028 0008 IS Number of Frames
    0028 0010 US Rows
    0028 0011 US Columns
    0028 0030 DS Pixel Spacing
    0028 0034 IS Pixel Aspect Ratio
    0028 0100 US Bits Allocated
    0028 0101 US Bits Stored
    0028 0102 US High Bit
    0028 0103 US Pixel Representation
    0028 0106 US Smallest Image Pixel Value
    0028 0107 US Largest Image Pixel Value
    0028 0120 US Pixel Padding Value
    0028 0121 US Pixel Padding Range Limit
    0028 0300 CS Quality Control Image
    0028 0301 CS Burned In Annotation
    0028 0302 CS Recognizable Visual Features
    0028 0303 CS Longitudinal Temporal Information Modified
    0028 1050 DS Window Center
    0028 1051 DS Window Width
    0028 1052 DS Rescale Intercept
    0028 1053 DS Rescale Slope
    0028 1054 LO Rescale Type
    0028 1055 LO Window Center & Width Explanation
    0028 1056 CS VOI LUT Function
    0028 1101 US Red Palette Color Lookup Table Descriptor
    0028 2110 CS Lossy Image Compression
    0028 2112 DS Lossy Image Compression Ratio
    0028 2114 CS Lossy Image Compression Method
    0028 3000 SQ Modality LUT Sequence
    0028 3002 US LUT Descriptor
    0028 3003 LO LUT Explanation
    0028 3004 LO Modality LUT Type
    0028 3006 US LUT Data
    0028 3010 SQ VOI LUT Sequence
    0028 9110 SQ Pixel Measures Sequence
    0028 9132 SQ Frame VOI LUT Sequence
    0028 9145 SQ Pixel Value Transformation Sequence
    0032 1032 PN Requesting Physician
    0032 1060 LO Requested Procedure Description
    0040 0007 LO Scheduled Procedure Step Description
    0040 0009 SH Scheduled Procedure Step ID
    0040 0244 DA Performed Procedure Step Start Date
    0040 0245 TM Performed Procedure Step Start Time
    0040 0253 SH Performed Procedure Step ID
    0040 0254 LO Performed Procedure Step Description
    0040 0260 SQ Performed Protocol Code Sequence
    0040 0275 SQ Request Attributes Sequence
    0040 08EA SQ Measurement Units Code Sequence
    0040 1001 SH Requested Procedure ID
    0040 9096 SQ Real World Value Mapping Sequence
    0040 A170 SQ Purpose of Reference Code Sequence
    0054 0220 SQ View Code Sequence
    3006 0024 UI Referenced Frame of Reference UID
    300A 012C DS Isocenter Position
    5200 9229 SQ Shared Functional Groups Sequence
    5200 9230 SQ Per-Frame Functional Groups Sequence
    7FE0 0008 OF Float Pixel Data
    7FE0 0009 OD Double Float Pixel Data
    7FE0 0010 OB Pixel Data
    """
}
