import CImagingKernels
import DicomWire

/// A slot of the memory that is shared with a worker.
struct WireSlot {
  let number: Int
  let bytes: UnsafeRawBufferPointer
}

/// The answer to a pixels request, checked against what was asked and what the header promised.
struct PixelAnswer {
  let elementType: Int32
  let smallest: Int
  let largest: Int
  let stored: UnsafeRawBufferPointer
  let count: Int

  /// - Parameter slot: the one that was asked for.
  /// - Throws: `WireGarbage`, or `DICOMWorkerProcess.Failure` where the worker has mistaken the slot.
  init(_ payload: [UInt8], slot: WireSlot, instance: Instance) throws {
    var reader = WireReader(payload)
    let columns = try reader.integer(UInt32.self)
    let rows = try reader.integer(UInt32.self)
    elementType = Int32(truncatingIfNeeded: try reader.integer(UInt32.self))
    let answered = Int(try reader.integer(UInt32.self))
    let bytes = try reader.integer(UInt64.self)
    smallest = Int(try reader.integer(Int64.self))
    largest = Int(try reader.integer(Int64.self))
    try reader.expectEnd()
    // No file brings that about: some other slice may lie in the slot that was asked for.
    guard answered == slot.number else {
      throw DICOMWorkerProcess.Failure.garbage(
        "slot \(answered) instead of slot \(slot.number) is said to hold the image")
    }
    count = instance.columns * instance.rows
    let size: Int
    switch elementType {
    case DICOM_WIRE_INT16, DICOM_WIRE_UINT16: size = 2
    case DICOM_WIRE_INT32, DICOM_WIRE_UINT32: size = 4
    default: throw WireGarbage(reason: "pixels of type \(elementType)")
    }
    guard Int(columns) == instance.columns, Int(rows) == instance.rows,
      bytes == UInt64(count * size), count * size <= slot.bytes.count
    else { throw WireGarbage(reason: "the image has another size than its header says") }
    let possible = -(1 << 33)...(1 << 33)
    guard smallest <= largest, possible.contains(smallest), possible.contains(largest) else {
      throw WireGarbage(reason: "its values are out of range")
    }
    stored = UnsafeRawBufferPointer(rebasing: slot.bytes[..<(count * size)])
  }

  /// True when all values in HU are whole numbers that Int16 holds.
  func fitsInt16(_ rescale: Rescale) -> Bool {
    rescale.isWhole
      && [smallest, largest].allSatisfy {
        (-32_768.0...32_767.0).contains(rescale.hounsfieldUnits($0))
      }
  }

  /// Writes the slice in HU.
  func write(_ rescale: Rescale, to: UnsafeMutableBufferPointer<Int16>) {
    cimaging_rescale_int16(
      stored.baseAddress, elementType, count, Int32(rescale.slope), Int32(rescale.intercept),
      to.baseAddress)
  }

  func write(_ rescale: Rescale, to: UnsafeMutableBufferPointer<Float>) {
    cimaging_rescale_float(
      stored.baseAddress, elementType, count, rescale.slope, rescale.intercept, to.baseAddress)
  }

  /// The stored value at a place of the slice.
  func storedValue(_ index: Int) -> Int {
    switch elementType {
    case DICOM_WIRE_INT16: Int(stored.loadUnaligned(fromByteOffset: 2 * index, as: Int16.self))
    case DICOM_WIRE_UINT16: Int(stored.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
    case DICOM_WIRE_INT32: Int(stored.loadUnaligned(fromByteOffset: 4 * index, as: Int32.self))
    default: Int(stored.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
    }
  }
}
