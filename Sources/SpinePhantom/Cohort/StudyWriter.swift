import Foundation
import Imaging
import Synchronization

/// Writes a phantom as a folder of CT images, one file a slice.
struct StudyWriter {
  var study: PhantomStudy
  var patient: SyntheticPatient
  var geometry: VolumeGeometry
  var syntax: DICOMEncoder.TransferSyntax
  /// The file of a slice, by instance number; 1 is the most cranial.
  var fileName: @Sendable (Int) -> String

  /// CT Image Storage.
  private static let sopClass = "1.2.840.10008.5.1.4.1.1.2"

  /// - Throws: `CohortError`, or `CancellationError` when the task is cancelled.
  func write(
    _ voxels: VoxelBuffer<Int16>, into folder: String, threads: Int, progress: ProgressHandler?
  ) throws {
    let d = geometry.dimensions
    let studyUID = study.uid("study")
    let seriesUID = study.uid("series")
    let next = Atomic<Int>(0)
    let done = Atomic<Int>(0)
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, d.z))) { _ in
      while true {
        if Task.isCancelled { failure.withLock { $0 = CancellationError() } }
        if failure.withLock({ $0 != nil }) { return }
        let slice = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard slice < d.z else { return }
        let number = d.z - slice
        let path = folder + "/" + fileName(number)
        do {
          let bytes = file(voxels, slice: slice, number: number, studyUID, seriesUID)
          try Data(bytes).write(to: URL(fileURLWithPath: path))
        } catch {
          failure.withLock {
            $0 = CohortError.cannotWrite(path: path, reason: error.localizedDescription)
          }
          return
        }
        let count = done.wrappingAdd(1, ordering: .relaxed).newValue
        if count % 8 == 0 || count == d.z {
          progress?(LoadProgress(stage: "writing slices", completed: count, total: d.z))
        }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
  }

  private func file(
    _ voxels: VoxelBuffer<Int16>, slice: Int, number: Int, _ studyUID: String, _ seriesUID: String
  ) -> [UInt8] {
    let d = geometry.dimensions
    let spacing = geometry.spacing
    let position = geometry.position(i: 0, j: 0, slice: slice)
    let instance = study.uid("instance \(number)")
    var e = DICOMEncoder()
    e.text(8, 0x05, "CS", "ISO_IR 192")
    e.text(8, 0x08, "CS", "ORIGINAL\\PRIMARY\\AXIAL")
    e.text(8, 0x16, "UI", Self.sopClass)
    e.text(8, 0x18, "UI", instance)
    e.text(8, 0x20, "DA", patient.studyDate)
    e.text(8, 0x21, "DA", patient.studyDate)
    e.text(8, 0x30, "TM", "120000")
    e.text(8, 0x50, "SH", "SYNTHETIC")
    e.text(8, 0x60, "CS", "CT")
    e.text(8, 0x70, "LO", PhantomStudy.mark)
    e.text(8, 0x90, "PN", "")
    e.text(8, 0x1030, "LO", patient.studyDescription)
    e.text(8, 0x103E, "LO", patient.seriesDescription)
    e.text(8, 0x1090, "LO", "Phantom 1")
    e.text(0x10, 0x10, "PN", patient.name)
    e.text(0x10, 0x20, "LO", patient.id)
    e.text(0x10, 0x30, "DA", patient.birthDate)
    e.text(0x10, 0x40, "CS", patient.sex)
    e.text(0x10, 0x4000, "LT", "No patient: made by a program.")
    e.text(0x18, 0x15, "CS", "CSPINE")
    e.decimals(0x18, 0x50, [spacing.z])
    e.decimals(0x18, 0x60, [120])
    e.text(0x18, 0x1020, "LO", "phantom")
    e.text(0x18, 0x1210, "SH", "SYNTHETIC BONE")
    e.text(0x18, 0x5100, "CS", "HFS")
    e.text(0x20, 0x0D, "UI", studyUID)
    e.text(0x20, 0x0E, "UI", seriesUID)
    e.text(0x20, 0x10, "SH", "1")
    e.text(0x20, 0x11, "IS", "2")
    e.text(0x20, 0x12, "IS", "1")
    e.text(0x20, 0x13, "IS", String(number))
    e.decimals(0x20, 0x32, [position.x, position.y, position.z])
    e.decimals(0x20, 0x37, [1, 0, 0, 0, 1, 0])
    e.text(0x20, 0x52, "UI", study.uid("frame of reference"))
    e.text(0x20, 0x1040, "LO", "")
    e.decimals(0x20, 0x1041, [position.z])
    e.text(
      0x20, 0x4000, "LT",
      "Synthetic cervical spine, seed \(study.seed). Not a patient. Research use only.")
    e.short(0x28, 0x02, 1)
    e.text(0x28, 0x04, "CS", "MONOCHROME2")
    e.short(0x28, 0x10, UInt16(d.y))
    e.short(0x28, 0x11, UInt16(d.x))
    e.decimals(0x28, 0x30, [spacing.y, spacing.x])
    e.short(0x28, 0x100, 16)
    e.short(0x28, 0x101, 12)
    e.short(0x28, 0x102, 11)
    e.short(0x28, 0x103, 0)
    e.decimals(0x28, 0x1050, [350, 40])
    e.decimals(0x28, 0x1051, [2000, 400])
    e.decimals(0x28, 0x1052, [-1024])
    e.decimals(0x28, 0x1053, [1])
    e.text(0x28, 0x1054, "LO", "HU")
    e.text(0x28, 0x1055, "LO", "BONE\\SOFT TISSUE")
    let size = d.x * d.y
    // −1024…3071 HU fill twelve unsigned bits exactly.
    let stored = [UInt16](unsafeUninitializedCapacity: size) { out, count in
      voxels.withUnsafeBuffer { v in
        for n in 0..<size { out[n] = UInt16(Int(v[slice * size + n]) + 1024) }
      }
      count = size
    }
    stored.withUnsafeBufferPointer { p in
      switch syntax {
      case .explicitLittleEndian:
        e.binary(0x7FE0, 0x10, "OW", Array(UnsafeRawBufferPointer(p)))
      case .rle:
        e.encapsulated(RunLength.encoded(p, columns: d.x))
      }
    }
    return DICOMEncoder.file(e, sopClass: Self.sopClass, sopInstance: instance, syntax: syntax)
  }
}
