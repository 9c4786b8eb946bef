import Imaging

extension DoctorCheck {
  /// The process that reads DICOM: starts, speaks the same protocol, and is shut in.
  static let worker = DoctorCheck("worker") { _ in
    do throws(DICOMError) {
      let report = try DICOMWorkerReport.make()
      let text = "spinetui-dicom (\(report.software)) starts in \(fixed(report.seconds * 1000)) ms"
      return [
        report.isConfined
          ? DoctorFinding("worker", .good, "\(text), without network, programs or writing")
          : DoctorFinding(
            "worker", .note, "\(text), but its system-call filter is refused here",
            advice:
              "The kernel or container forbids seccomp filters: read only files that you trust")
      ]
    } catch {
      return [
        DoctorFinding(
          "worker", .problem, DisplayText.safe("\(error)"),
          advice:
            "spinetui-dicom belongs beside spinetui; SPINETUI_DICOM_WORKER names another place")
      ]
    }
  }
}
