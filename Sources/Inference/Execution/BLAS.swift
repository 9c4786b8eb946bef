import COpenBLAS

/// The matrix product. The only file that calls OpenBLAS.
enum BLAS {
  /// One thread for OpenBLAS: the worker pool shares the work above it.
  private static let isSingleThreaded: Void = openblas_set_num_threads(1)

  static func prepare() { _ = isSingleThreaded }

  /// Which kernel OpenBLAS chose for this processor.
  static var coreName: String { String(cString: openblas_get_corename()) }

  /// `c ← alpha · op(a) · op(b) + beta · c`, row-major: op(a) is m × k, op(b) k × n, c m × n.
  ///
  /// `lda`, `ldb`, `ldc`: elements from one stored row to the next.
  /// The corresponding C function is `cblas_sgemm`.
  static func multiply(
    m: Int, n: Int, k: Int, alpha: Float = 1,
    _ a: UnsafePointer<Float>, lda: Int, transposedA: Bool = false,
    _ b: UnsafePointer<Float>, ldb: Int, transposedB: Bool = false,
    beta: Float = 0, into c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    guard m > 0, n > 0 else { return }
    guard k > 0 else {
      for row in 0..<m {
        for column in 0..<n { c[row * ldc + column] = beta == 0 ? 0 : beta * c[row * ldc + column] }
      }
      return
    }
    if m == 1 {
      // One row is a matter of memory alone: the product of matrices would copy b first.
      let (height, width) = transposedB ? (n, k) : (k, n)
      return cblas_sgemv(
        CblasRowMajor, transposedB ? CblasNoTrans : CblasTrans, Int32(height), Int32(width), alpha,
        b, Int32(ldb), a, Int32(transposedA ? lda : 1), beta, c, 1)
    }
    cblas_sgemm(
      CblasRowMajor, transposedA ? CblasTrans : CblasNoTrans,
      transposedB ? CblasTrans : CblasNoTrans,
      Int32(m), Int32(n), Int32(k), alpha, a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
  }
}
