/// What goes wrong between a DICOM file and a volume. Each description is one sentence.
public enum DICOMError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The worker's executable is not where it should be.
  case workerMissing(path: String)
  /// The worker cannot be started or does not answer as the protocol says.
  case workerFailed(reason: String)
  /// This file, or one that has no name, is not read; the reason is a sentence.
  case refused(path: String?, reason: String)
  /// These images are no volume: shown one by one or not at all.
  case notAVolume(reason: String)
  /// Every slice of the series was refused; the first one's reason.
  case noSlices(reason: String)

  public var description: String {
    switch self {
    case .workerMissing(let path):
      "the DICOM reader is not at \(path); set SPINETUI_DICOM_WORKER or reinstall"
    case .workerFailed(let reason): "the DICOM reader does not work: \(reason)"
    case .refused(let path, let reason): path.map { "\($0): \(reason)" } ?? reason
    case .notAVolume(let reason): "these images are no volume: \(reason)"
    case .noSlices(let reason): "no slice of this series can be read: \(reason)"
    }
  }
}
