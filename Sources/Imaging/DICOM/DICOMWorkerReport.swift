import Foundation

/// What a DICOM worker says of itself when it starts.
public struct DICOMWorkerReport: Sendable {
  /// The libraries that it reads with, and their versions.
  public var software: String
  /// Its system-call filter stands: no network, no programs, no writing.
  public var isConfined: Bool
  /// From its start to its answer.
  public var seconds: Double

  /// Starts one, shakes hands with it and ends it.
  public static func make() throws(DICOMError) -> DICOMWorkerReport {
    let start = ContinuousClock.now
    let worker = try DICOMWorkerProcess(executable: WorkerPool.defaultExecutable)
    let spent = ContinuousClock.now - start
    return DICOMWorkerReport(
      software: DisplayText.safe(worker.software), isConfined: worker.isConfined,
      seconds: Double(spent.components.seconds) + Double(spent.components.attoseconds) / 1e18)
  }
}
