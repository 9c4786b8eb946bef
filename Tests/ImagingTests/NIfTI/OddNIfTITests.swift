import Foundation
import Imaging
import TestSupport
import Testing

/// The odd-NIfTI corpus: each file one trap, its truth the ramp in patient space.
@Suite(.enabled(if: Python.isAvailable, "needs SPINETUI_PYTHON or .venv with nibabel"))
struct OddNIfTITests {
  private static let corpus = Result { () throws -> TemporaryFolder in
    let folder = try TemporaryFolder()
    try Python.conformance("make_nifti.py", [folder.path])
    return folder
  }

  private func path(_ name: String) throws -> String { try Self.corpus.get().file(name) }

  /// The largest error against the ramp, HU; NaN and infinity count as missing.
  private func largestError(_ volume: Volume) -> Double {
    let d = volume.geometry.dimensions
    var worst = 0.0
    for slice in 0..<d.z {
      for j in 0..<d.y {
        for i in 0..<d.x {
          let hu = volume.hounsfieldUnits(i: i, j: j, slice: slice)
          guard hu.isFinite else { continue }
          let truth = Ramp.standard(volume.geometry.position(i: i, j: j, slice: slice))
          worst = max(worst, abs(Double(hu) - truth))
        }
      }
    }
    return worst
  }

  @Test(arguments: [
    "n01_int16.nii", "n02_gz.nii.gz", "n03_nifti2.nii", "n04_float32.nii", "n05_float64.nii",
    "n06_int32.nii", "n07_uint16_slope.nii", "n08_slope0.nii", "n09_slope_nan.nii",
    "n10_bigendian.nii", "n11_qform_only.nii", "n12_sform_q_disagree_s_wins.nii",
    "n12b_sform_q_disagree_s1_q_wrong_rot.nii", "n14_ras_left_handed.nii",
    "n15_permuted_axes.nii", "n16_sheared_sform.nii", "n17_4d_1vol.nii",
    "n21_neg_pixdim_sform.nii", "n22_float_nan_inf.nii", "n23_vox_offset_1000.nii",
    "n24_pair.hdr", "n25_gz_named_nii.nii", "n26_units_micron.nii", "n27_int16_frac_slope.nii",
  ])
  func everyVoxelHasItsHounsfieldUnitsAtItsPlace(name: String) throws {
    #expect(largestError(try NIfTIFile(path: path(name)).load()) <= 1)
  }

  @Test(arguments: ["n18_truncated.nii", "n19_gz_truncated.nii.gz"])
  func missingVoxelsAreRefused(name: String) throws {
    let file = try NIfTIFile(path: path(name))
    #expect(throws: NIfTIError.self) { try file.load() }
  }

  @Test func dimensionsThatTheFileCannotHoldAreRefusedBeforeMemoryIsTaken() throws {
    let file = try NIfTIFile(path: path("n20_bomb_dims.nii"))
    let error = #expect(throws: NIfTIError.self) { try file.load() }
    switch error {
    case .tooLarge, .geometry: break
    default: Issue.record("\(String(describing: error))")
    }
  }

  @Test func anImageWithoutAFormIsOpenedAndSaidToHaveNoKnownOrientation() throws {
    let volume = try NIfTIFile(path: path("n13_no_forms.nii")).load()
    #expect(volume.warnings.map(\.code) == ["orientation-unknown"])
    #expect(volume.geometry.spacing == [Double(Float(0.9)), Double(Float(0.8)), 1.25])
  }

  @Test func notANumberIsKeptAndTakenForPadding() throws {
    let volume = try NIfTIFile(path: path("n22_float_nan_inf.nii")).load()
    #expect(volume.hounsfieldUnits(i: 0, j: 0, slice: 0).isNaN)
    #expect(volume.padding?.isNaN == true)
  }

  @Test func wholeNumbersStaySixteenBitsWide() throws {
    guard case .int16 = try NIfTIFile(path: path("n01_int16.nii")).load().voxels else {
      Issue.record("int16 became float")
      return
    }
    guard case .float32 = try NIfTIFile(path: path("n27_int16_frac_slope.nii")).load().voxels else {
      Issue.record("a fractional slope lost its fractions")
      return
    }
  }

  @Test func formsThatDisagreeAreSaid() throws {
    let volume = try NIfTIFile(path: path("n12_sform_q_disagree_s_wins.nii")).load()
    #expect(volume.warnings.map(\.code) == ["nifti-forms-differ"])
  }
}
