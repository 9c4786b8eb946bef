// swift-tools-version: 6.2
import PackageDescription

/// The pixel, network and phantom code is optimised in debug builds too, so that tests run at real speed.
let optimised: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]
let optimisedC: [CSetting] = [.unsafeFlags(["-O3", "-fno-math-errno"])]

/// A release needs no tests, whose library the static runtime does not have.
let tests: [Target] =
  Context.environment["SPINETUI_WITHOUT_TESTS"] != nil
  ? []
  : [
    // `make fuzz`: mutated files through the reader, in processes that may die.
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "Imaging", "CPlatform", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Fuzz", exclude: ["make_seeds.py"], swiftSettings: optimised),

    // `make conformance-onnx`: the ONNX project's cases, many in one process.
    .executableTarget(
      name: "OnnxCases", dependencies: ["Inference"], path: "Tests/OnnxCases",
      swiftSettings: optimised),

    .target(name: "TestSupport", dependencies: ["Imaging"], path: "Tests/TestSupport"),
    .testTarget(
      name: "ImagingTests", dependencies: ["Imaging", "SpineAnalysis", "CPng", "TestSupport"],
      exclude: ["Goldens", "DICOM/Fixtures"]),
    .testTarget(name: "ArchiveTests", dependencies: ["Archive", "Imaging", "TestSupport"]),
    .testTarget(
      name: "InferenceTests", dependencies: ["Inference", "TestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "SpineAnalysisTests", dependencies: ["SpineAnalysis", "SpinePhantom", "TestSupport"],
      exclude: ["Goldens"]),
    .testTarget(name: "SpinePhantomTests", dependencies: ["SpinePhantom", "TestSupport"]),
    .testTarget(
      name: "SpineTUITests", dependencies: ["SpineTUI", "TestSupport"],
      exclude: ["Views/Goldens"]),
  ]

let package = Package(
  name: "SpineTUI",
  products: [
    .executable(name: "spinetui", targets: ["SpineTUI"]),
    .executable(name: "spinetui-dicom", targets: ["DicomWorker"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    // The system's libraries: module maps and shims of what Swift cannot import.
    .systemLibrary(name: "CNcurses"),
    .systemLibrary(name: "CSixel"),
    .systemLibrary(name: "COpenBLAS"),
    .systemLibrary(name: "CZlib"),
    .systemLibrary(name: "CPng"),

    // Linux calls that Swift cannot see: spawn, memfd, rlimits, seccomp, termios, signals.
    .target(name: "CPlatform"),
    // Hot loops with run-time dispatch by CPU.
    .target(name: "CImagingKernels", cSettings: optimisedC),
    .target(name: "CInferenceKernels", cSettings: optimisedC),
    .target(name: "CTerminalKernels", cSettings: optimisedC),
    // Contraction off: every CPU paints the same phantom, bit for bit.
    .target(
      name: "CPhantomKernels",
      cSettings: optimisedC + [.unsafeFlags(["-ffp-contract=off"])]),

    // DICOM: the messages, and the only program that links DCMTK.
    .target(name: "DicomWire"),
    .executableTarget(
      name: "DicomWorker",
      dependencies: ["DicomWire", "CPlatform"],
      cxxSettings: [.unsafeFlags(["-O2"])],
      linkerSettings: [
        "dcmjpls", "dcmjpeg", "dcmimgle", "dcmdata", "oflog", "ofstd", "openjp2", "z",
      ].map { .linkedLibrary($0) } + [.linkedLibrary("pthread")]
    ),

    .target(
      name: "Imaging",
      dependencies: [
        "CPlatform", "CImagingKernels", "DicomWire", "CZlib", "CPng",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: optimised
    ),
    // What is kept between runs: the study index.
    .target(
      name: "Archive",
      dependencies: ["CPlatform", "Imaging", .product(name: "GRDB", package: "GRDB.swift")]),
    .target(
      name: "Inference",
      dependencies: [
        "COpenBLAS", "CInferenceKernels",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: ["ONNX/onnx-subset.proto"],
      swiftSettings: optimised
    ),
    .target(
      name: "SpineAnalysis", dependencies: ["Imaging", "Inference"], swiftSettings: optimised),
    .target(
      name: "SpinePhantom", dependencies: ["Imaging", "CPhantomKernels"], swiftSettings: optimised),
    .executableTarget(
      name: "SpineTUI",
      dependencies: [
        "Archive", "Imaging", "Inference", "SpineAnalysis", "SpinePhantom", "CNcurses", "CSixel",
        "CPlatform", "CTerminalKernels",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: optimised
    ),
  ] + tests,
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
