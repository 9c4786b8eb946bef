import Foundation
import TestSupport
import Testing

@testable import Imaging

/// What the odd corpus must become: the slice counts of the stacks in each folder, largest first, and
/// how far HU may be from the ramp. Rounding to whole stored values is worth 0.5 HU.
struct OddCase: Sendable, CustomTestStringConvertible {
  var folder: String
  var slices = [20]
  var tolerance = 0.51
  var warnings: Set<String> = []
  var refused = 0
  var testDescription: String { folder }
}

private let oddCases: [OddCase] = [
  // Geometry.
  OddCase(folder: "s01_base_reversed_instnum"),
  OddCase(folder: "s02_instnum_all_1"),
  OddCase(folder: "s03_duplicate_same_sop", warnings: ["duplicate-instances"]),
  OddCase(
    folder: "s04_duplicate_ipp_new_sop", slices: [20, 1],
    warnings: ["repeated-places", "single-slice"]),
  OddCase(folder: "s05_missing_slice", slices: [19], warnings: ["missing-slices"]),
  OddCase(folder: "s06_variable_spacing", slices: [15], warnings: ["missing-slices"]),
  OddCase(folder: "s07_gantry_tilt15", warnings: ["tilted"]),
  OddCase(folder: "s07b_gantry_tilt_neg20", warnings: ["tilted"]),
  OddCase(folder: "s08_localizer_in_series", slices: [20, 1], warnings: ["single-slice"]),
  OddCase(
    folder: "s09_two_acquisitions_one_series", slices: [20, 20], warnings: ["series-split"]),
  OddCase(folder: "s10_intercept_per_slice"),
  OddCase(folder: "s11_slope_per_slice"),
  OddCase(folder: "s11b_slope_frac_not_in_first"),
  OddCase(folder: "s12_signed_padding"),
  OddCase(folder: "s13_garbage_high_bits"),
  OddCase(folder: "s15_monochrome1", warnings: ["monochrome1"]),
  OddCase(folder: "s17_sagittal"),
  OddCase(folder: "s18_coronal"),
  OddCase(folder: "s19_feet_first"),
  OddCase(folder: "s19b_prone"),
  OddCase(folder: "s20_decubitus"),
  OddCase(folder: "s21_double_oblique"),
  OddCase(folder: "s50_single_slice", slices: [1], warnings: ["single-slice"]),
  OddCase(folder: "s51_two_slices", slices: [2]),
  OddCase(folder: "s52_iop_jitter_5e-5", tolerance: 0.6),
  OddCase(folder: "s53_ipp_jitter_0.004mm", tolerance: 0.6),
  OddCase(
    folder: "s58_one_slice_other_matrix", slices: [19, 1],
    warnings: ["series-split", "missing-slices", "single-slice"]),
  OddCase(
    folder: "s59_one_slice_other_pixelspacing", slices: [19, 1],
    warnings: ["series-split", "missing-slices", "single-slice"]),
  // Encodings; the last two lose something.
  OddCase(folder: "e29_implicit_le"),
  OddCase(folder: "e30_explicit_be"),
  OddCase(folder: "e31_deflated"),
  OddCase(folder: "e32_rle"),
  OddCase(folder: "e33_jpegls_lossless"),
  OddCase(folder: "e34_jpeg_lossless_sv1"),
  OddCase(folder: "e35_jpeg_lossless_p14"),
  OddCase(folder: "e60_mixed_ts"),
  OddCase(folder: "e33b_jpegls_near2", tolerance: 3, warnings: ["lossy"]),
  OddCase(folder: "e36_jpeg_extended12", tolerance: 3, warnings: ["lossy"]),
  OddCase(folder: "e37_jpeg2000_lossless"),
  // Files.
  OddCase(folder: "f24_junk_in_folder", refused: 1),
  OddCase(folder: "f25_no_preamble"),
  OddCase(folder: "f26_raw_dataset_implicit_le"),
  OddCase(
    folder: "f27_truncated_slice", slices: [19],
    warnings: ["missing-slices", "slices-refused"], refused: 1),
  OddCase(
    folder: "f28_slice_no_pixeldata", slices: [19],
    warnings: ["missing-slices", "slices-refused"], refused: 1),
  OddCase(folder: "f29_trailing_garbage"),
  OddCase(folder: "f43_odd_names"),
  OddCase(folder: "f61_dicomdir"),
  OddCase(
    folder: "f62_two_patients_same_series_uid", slices: [10, 10], warnings: ["missing-slices"]),
  // Multi-frame.
  OddCase(folder: "x40_enhanced_ct"),
  OddCase(folder: "x41_enhanced_ct_shuffled_frames"),
  OddCase(folder: "x42_enhanced_ct_perframe_rescale"),
]

private let hostileFiles = [
  "b01_dims65535_tiny_pixels", "b02_frames_2e31", "b03_rows0", "b04_bits_bad", "b05_spp3_mono",
  "b06_rle_dims65535", "b07_rle_frames_1e6_one_fragment", "b08_rle_short_fragment",
  "b09_deflate_1GB", "b10_nest_1000", "b10_nest_10000", "b10_nest_100000",
  "b11_pixeldata_len_4GB", "b12_pn_len_65534", "b14_jpeg_TEM", "b15_jpeg_sof65535",
  "b16_jpeg_sof512_vs_48x64", "b17_jpeg_truncated", "b18_jpegls_truncated",
  "b20_pixelspacing_abc", "b20_pixelspacing_comma", "b20_pixelspacing_inf",
  "b20_pixelspacing_nan", "b21_pixelspacing_zero", "b22_slope_zero", "b24_iop_parallel",
]

@Suite(.enabled(if: Python.isAvailable, "needs Python with pydicom (SPINETUI_PYTHON)"))
struct OddDICOMTests {
  @Test(arguments: oddCases)
  func anOddFolderBecomesTheRampOrIsRefused(_ odd: OddCase) async throws {
    let corpus = try ConformanceCorpus.shared.get()
    let reader = DICOMReader()
    let index = try await reader.index(
      paths: ConformanceCorpus.files(below: "\(corpus.odd)/\(odd.folder)"))
    let series = index.patients.flatMap(\.studies).flatMap(\.series)
    #expect(series.map(\.sliceCount) == odd.slices)
    #expect(index.refused.count == odd.refused)
    var warnings: Set<String> = []
    for one in series {
      let volume = try await reader.load(one)
      #expect(volume.geometry.dimensions.z == one.sliceCount)
      #expect(deviation(of: volume, from: .standard) <= odd.tolerance)
      warnings.formUnion(volume.warnings.map(\.code))
    }
    #expect(warnings == odd.warnings)
  }

  @Test func imagesWithoutAPlaceAreLooseImages() async throws {
    let corpus = try ConformanceCorpus.shared.get()
    let reader = DICOMReader()
    let index = try await reader.index(
      paths: ConformanceCorpus.files(below: "\(corpus.odd)/s48_no_ipp_iop"))
    let series = try #require(index.patients.first?.studies.first?.series.first)
    #expect(series.sliceCount == 20)
    #expect(series.warnings.map(\.code) == ["not-a-volume"])
    let volume = try await reader.load(series)
    #expect(volume.isLooseImages && !volume.hasKnownPlace)
    #expect(volume.geometry.spacing == [0.9, 0.8, 0.9])
  }

  @Test func theCasesCoverTheWholeCorpus() throws {
    let corpus = try ConformanceCorpus.shared.get()
    let folders = try FileManager.default.contentsOfDirectory(atPath: corpus.odd)
    #expect(Set(folders) == Set(oddCases.map(\.folder) + ["s48_no_ipp_iop"]))
    let files = try FileManager.default.contentsOfDirectory(atPath: corpus.hostile)
    #expect(Set(files) == Set(hostileFiles + ["b13_60000_elements", "b23_ww_zero"]))
  }

  @Test(arguments: hostileFiles)
  func aHostileFileIsRefusedWithAReason(_ name: String) async throws {
    let corpus = try ConformanceCorpus.shared.get()
    let reader = DICOMReader()
    let index = try await reader.index(paths: ["\(corpus.hostile)/\(name)"])
    if let series = index.patients.first?.studies.first?.series.first {
      await #expect(throws: DICOMError.self) { try await reader.load(series) }
    } else {
      #expect(index.refused.count == 1)
      #expect(index.refused.first?.reason.isEmpty == false)
      #expect(index.refused.first?.reason.contains("the reader") == false, "the worker survives")
    }
  }

  @Test(arguments: [("b13_60000_elements", []), ("b23_ww_zero", ["window-unusable"])])
  func aHarmlessOddityIsShown(_ name: String, codes: [String]) async throws {
    let corpus = try ConformanceCorpus.shared.get()
    let reader = DICOMReader()
    let index = try await reader.index(paths: ["\(corpus.hostile)/\(name)"])
    let series = try #require(index.patients.first?.studies.first?.series.first)
    let volume = try await reader.load(series)
    #expect(deviation(of: volume, from: .standard) <= 0.51)
    #expect(volume.warnings.map(\.code) == codes + ["single-slice"])
  }
}
