/// Writes values one after the other into bytes: small numbers short, texts that begin like the last one
/// by their difference.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  /// LEB128: seven bits a byte, the lowest first.
  mutating func unsigned(_ value: UInt64) {
    var value = value
    while value >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    bytes.append(UInt8(value))
  }

  mutating func count(_ value: Int) { unsigned(UInt64(value)) }

  /// Zigzag: numbers near 0 are short whatever their sign.
  mutating func signed(_ value: Int64) {
    unsigned(UInt64(bitPattern: value << 1 ^ value >> 63))
  }

  mutating func double(_ value: Double) {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func float(_ value: Float) {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

  mutating func text(_ value: String) {
    count(value.utf8.count)
    bytes.append(contentsOf: value.utf8)
  }

  /// How many bytes `value` shares with `last` at their beginning, and the rest.
  mutating func text(_ value: String, after last: String) {
    var (value, last) = (value, last)
    value.withUTF8 { new in
      last.withUTF8 { old in
        let most = min(new.count, old.count)
        var shared = 0
        while shared < most, new[shared] == old[shared] { shared += 1 }
        count(shared)
        count(new.count - shared)
        bytes.append(contentsOf: new[shared...])
      }
    }
  }

  mutating func list<T>(_ items: [T], _ write: (inout ByteWriter, T) -> Void) {
    count(items.count)
    for item in items { write(&self, item) }
  }

  mutating func optional<T>(_ value: T?, _ write: (inout ByteWriter, T) -> Void) {
    flag(value != nil)
    if let value { write(&self, value) }
  }
}

/// Bytes that are not what `ByteWriter` wrote.
struct DamagedBytes: Error {}

/// Reads what `ByteWriter` wrote, as if it came from the network: a file may be damaged or forged.
struct ByteReader {
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { at == bytes.count }

  mutating func unsigned() throws(DamagedBytes) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      guard at < bytes.count, shift < 64 else { throw DamagedBytes() }
      let byte = bytes[at]
      at += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  /// A number of things each of which takes at least one byte: never more than there are bytes.
  mutating func count() throws(DamagedBytes) -> Int {
    let value = try unsigned()
    guard value <= UInt64(bytes.count - at) else { throw DamagedBytes() }
    return Int(value)
  }

  /// A whole number that fits; not the size of anything that follows.
  mutating func whole() throws(DamagedBytes) -> Int {
    let value = try unsigned()
    guard value <= UInt64(Int.max) else { throw DamagedBytes() }
    return Int(value)
  }

  mutating func signed() throws(DamagedBytes) -> Int64 {
    let value = try unsigned()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  mutating func double() throws(DamagedBytes) -> Double {
    guard bytes.count - at >= 8 else { throw DamagedBytes() }
    defer { at += 8 }
    return bytes.withUnsafeBytes {
      Double(bitPattern: $0.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian)
    }
  }

  mutating func float() throws(DamagedBytes) -> Float {
    guard bytes.count - at >= 4 else { throw DamagedBytes() }
    defer { at += 4 }
    return bytes.withUnsafeBytes {
      Float(bitPattern: $0.loadUnaligned(fromByteOffset: at, as: UInt32.self).littleEndian)
    }
  }

  mutating func flag() throws(DamagedBytes) -> Bool {
    guard at < bytes.count, bytes[at] <= 1 else { throw DamagedBytes() }
    defer { at += 1 }
    return bytes[at] == 1
  }

  mutating func text() throws(DamagedBytes) -> String {
    let length = try count()
    defer { at += length }
    guard let text = String(validating: bytes[at..<at + length], as: UTF8.self) else {
      throw DamagedBytes()
    }
    return text
  }

  mutating func text(after last: String) throws(DamagedBytes) -> String {
    let shared = try whole()
    let length = try count()
    guard shared <= last.utf8.count else { throw DamagedBytes() }
    defer { at += length }
    let all = Array(last.utf8.prefix(shared)) + bytes[at..<at + length]
    guard let text = String(validating: all, as: UTF8.self) else { throw DamagedBytes() }
    return text
  }

  mutating func list<T>(
    _ read: (inout ByteReader) throws(DamagedBytes) -> T
  ) throws(DamagedBytes) -> [T] {
    var items: [T] = []
    for _ in 0..<(try count()) { items.append(try read(&self)) }
    return items
  }

  mutating func optional<T>(
    _ read: (inout ByteReader) throws(DamagedBytes) -> T
  ) throws(DamagedBytes) -> T? {
    try flag() ? try read(&self) : nil
  }
}
