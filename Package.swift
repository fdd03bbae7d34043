// swift-tools-version: 6.2
import PackageDescription

// Arrows point down this list only; the build refuses an import that no line here allows
// (`--explicit-target-dependency-import-check error`, passed by Tests/run and nginx/demo).

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// The directories of `Sources`, mirrored in `Tests`.
enum Group: String {
    /// C libraries, thin wrappers and whatever else any product could use.
    case libraries = "Libraries"
    case product = "Product"
    /// The simulated Hetzner, never part of the product.
    case simulator = "Simulator"
    /// Directly in `Sources` or `Tests`.
    case none = "."
}

func module(_ group: Group, _ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(group.rawValue)/\(name)",
        swiftSettings: strict)
}

func program(_ group: Group, _ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: "Sources/\(group.rawValue)/\(name)",
        swiftSettings: strict)
}

func tests(
    _ group: Group, _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(group.rawValue)/\(name)", exclude: exclude,
        swiftSettings: strict)
}

/// A program or module that only tests use.
func support(_ directory: String) -> String { "Tests/Support/\(directory)" }

func library(_ name: String, _ pkgConfig: String, _ apt: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/Libraries/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

// Help text, validation and exit codes for a dozen commands: more than we should write ourselves.
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
// The logging vocabulary of the Swift server world; our handler writes one structured line per event.
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "rachel-cloud",
    products: [
        .executable(name: "rachel-cloud", targets: ["RachelCloud"]),
        .executable(name: "hetzner-sim", targets: ["SimulatorProgram"]),
        .executable(name: "rachel-bench", targets: ["Benchmarks"]),
        .executable(name: "simulate", targets: ["Simulation"]),
        // Loaded by tests into the finished programs.
        .library(name: "kill-point", type: .dynamic, targets: ["CKillPoint"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    ],
    targets: [
        // C libraries: a module map and a header of shims for what Swift can't import.
        library("CFastCGI", "fcgi", "libfcgi-dev"),
        library("CSQLite", "sqlite3", "libsqlite3-dev"),
        library("CLibSSH2", "libssh2", "libssh2-1-dev"),
        library("COpenSSL", "libcrypto", "libssl-dev"),
        library("CCurl", "libcurl", "libcurl4-openssl-dev"),
        .target(name: "CSpawn", path: "Sources/Libraries/CSpawn"),
        // What the kernel gives every process: threads, locks, addresses, links.
        module(.libraries, "Linux"),
        // Instants, the clock and the forms in which times are written.
        module(.libraries, "Time"),
        // What a request and a response are; knows no transport.
        module(.libraries, "HTTP", ["Linux"]),
        // swift-log's lines as we want them in the journal.
        module(.libraries, "StructuredLog", ["Time", logging]),
        // Thin wrappers, one a library; the only places with C pointers.
        module(.libraries, "SQLite", ["CSQLite", "Linux", "Time"]),
        module(.libraries, "Crypto", ["COpenSSL"]),
        module(.libraries, "SSH", ["Crypto", "CLibSSH2", "Linux"]),
        module(.libraries, "HTTPClient", ["CCurl", "HTTP"]),
        module(.libraries, "FastCGI", ["CFastCGI", "HTTP", "Linux", logging]),
        module(.libraries, "DetachedProcess", ["CSpawn", "Linux"]),
        // Our template engine; depends on nothing.
        module(.libraries, "Mustache"),
        // Numbers for tests and benchmarks that a seed repeats; never part of the product.
        module(.libraries, "SeededRandom"),
        // Hetzner's API; knows nothing of the product.
        module(.product, "Hetzner", ["HTTPClient", "HTTP", "Crypto", "Time", "Linux"]),
        // What the product keeps.
        module(.product, "Store", ["SQLite", "Crypto", "Time"]),
        // What is done for a customer, step by step.
        module(
            .product, "Provisioning",
            ["Store", "Hetzner", "SSH", "HTTPClient", "HTTP", "Crypto", "Linux", "Time", logging]),
        // Routes, pages, sessions and forms; can name neither Hetzner nor SSH.
        module(.product, "Web", ["HTTP", "Store", "Mustache", "Crypto", "Time", logging]),
        // The product's executable: configuration, commands, wiring.
        program(
            .product, "RachelCloud",
            [
                "Web", "Provisioning", "Store", "Hetzner", "Mustache", "FastCGI", "HTTPClient", "HTTP",
                "Crypto",
                "DetachedProcess", "StructuredLog", "Time", "Linux", logging, arguments,
            ]),
        // What the simulator can be told to do wrong.
        module(.simulator, "SimulatorFaults"),
        // A simulated server: a real sshd in namespaces, and stand-ins for what its image and the internet give it.
        .target(
            name: "SimulatedMachine", dependencies: ["SimulatorFaults", "DetachedProcess", "Linux"],
            path: "Sources/Simulator/SimulatedMachine", resources: [.embedInCode("StandIns")],
            swiftSettings: strict),
        // Hetzner's API as real clients see it; never part of the product.
        module(
            .simulator, "SimulatedCloud",
            ["SimulatorFaults", "HTTP", "SQLite", "Crypto", "DetachedProcess", "Time", "Linux"]),
        program(
            .simulator, "SimulatorProgram",
            [
                "SimulatedCloud", "SimulatedMachine", "SimulatorFaults", "FastCGI", "HTTP", "SQLite",
                "StructuredLog", "Time", "Linux", logging, arguments,
            ]),
        // What is fast has a number here.
        program(.none, "Benchmarks", ["Mustache", "SQLite", "SeededRandom", "Linux", arguments]),
        // Tests mirror the sources.
        .target(
            name: "TestSupport", dependencies: ["Linux"], path: support("TestSupport"), swiftSettings: strict),
        // A store and a simulated Hetzner in process, whose time is moved by hand.
        .target(
            name: "ProductSupport",
            dependencies: [
                "Store", "SQLite", "Crypto", "SimulatedCloud", "HTTPClient", "HTTP", "Time", "TestSupport",
                logging,
            ],
            path: support("ProductSupport"), swiftSettings: strict),
        .executableTarget(
            name: "fastcgi-echo", dependencies: ["FastCGI", "HTTP", "StructuredLog", logging],
            path: support("FastCGIEcho"), swiftSettings: strict),
        // Counts what a process asks the allocator for.
        .target(name: "CAllocationCount", path: support("CAllocationCount")),
        .executableTarget(
            name: "rendering-allocations", dependencies: ["Mustache", "CAllocationCount"],
            path: support("RenderingAllocations"), swiftSettings: strict),
        // Writes to a store until it is killed.
        .executableTarget(
            name: "store-writer", dependencies: ["Store", "Crypto"], path: support("StoreWriter"),
            swiftSettings: strict),
        // Makes one request by our transport.
        .executableTarget(
            name: "transport-probe", dependencies: ["HTTPClient", "HTTP"], path: support("TransportProbe"),
            swiftSettings: strict),
        // Finds the points at which a program can be killed, and kills it there.
        .target(name: "CKillPoint", path: support("CKillPoint")),
        // The disk of simulated processes: SQLite's files, seen, refused and lost as a run decides.
        .target(name: "CSimulatedDisk", dependencies: ["CSQLite"], path: support("CSimulatedDisk")),
        // OpenSSL's random numbers from a seed.
        .target(name: "CSeededEntropy", dependencies: ["COpenSSL"], path: support("CSeededEntropy")),
        // The product's years in minutes, in which everything goes wrong that a seed decides.
        .executableTarget(
            name: "Simulation",
            dependencies: [
                "Web", "Provisioning", "Store", "Hetzner", "Mustache", "SSH", "SQLite", "HTTPClient", "HTTP",
                "Crypto", "SimulatedCloud", "SimulatorFaults", "ProductSupport", "SeededRandom", "Time",
                "Linux",
                "CSQLite", "CSimulatedDisk", "CSeededEntropy", logging, arguments,
            ], path: "Tests/Simulation",
            exclude: ["Known", "Mutations", "README.md", "mutate"], swiftSettings: strict),
        tests(.libraries, "LinuxTests", ["Linux", "TestSupport"]),
        tests(.libraries, "TimeTests", ["Time"]),
        tests(.libraries, "SeededRandomTests", ["SeededRandom"]),
        tests(.libraries, "HTTPTests", ["HTTP"]),
        tests(.libraries, "StructuredLogTests", ["StructuredLog", "TestSupport", logging]),
        tests(.libraries, "SQLiteTests", ["SQLite", "Linux", "TestSupport"]),
        tests(.libraries, "DetachedProcessTests", ["DetachedProcess", "TestSupport"]),
        tests(
            .product, "StoreTests",
            [
                "Store", "SQLite", "Crypto", "Time", "SeededRandom", "ProductSupport", "store-writer",
                "TestSupport",
            ],
            exclude: ["Fixtures"]),
        tests(.libraries, "CryptoTests", ["Crypto", "TestSupport"]),
        tests(.libraries, "SSHTests", ["SSH", "Crypto", "TestSupport"]),
        tests(.libraries, "HTTPClientTests", ["HTTPClient", "HTTP", "transport-probe", "TestSupport"]),
        tests(.libraries, "FastCGITests", ["FastCGI", "HTTP", "Linux", "fastcgi-echo", "TestSupport"]),
        tests(.none, "NginxTests", ["fastcgi-echo", "TestSupport"]),
        tests(
            .product, "HetznerTests",
            ["Hetzner", "HTTPClient", "HTTP", "Crypto", "Time", "ProductSupport", "TestSupport"]),
        tests(
            .product, "ProvisioningTests",
            [
                "Provisioning", "Store", "Hetzner", "SSH", "HTTPClient", "Crypto", "Linux", "SQLite", "Time",
                "ProductSupport", "TestSupport", logging,
            ]),
        tests(
            .product, "RachelCloudTests",
            ["RachelCloud", "Crypto", "Provisioning", "Store", "TestSupport", "Web"]),
        tests(.none, "BenchmarksTests", ["Benchmarks", "RachelCloud", "TestSupport"]),
        tests(.libraries, "MustacheTests", ["Mustache", "rendering-allocations", "TestSupport"]),
        tests(
            .product, "WebTests",
            [
                "Web", "HTTP", "Store", "SQLite", "Mustache", "Crypto", "Time", "ProductSupport",
                "TestSupport",
                logging,
            ]),
        tests(
            .none, "SimulationTests",
            [
                "Simulation", "CSimulatedDisk", "CSQLite", "SQLite", "SeededRandom", "TestSupport", arguments,
            ]),
        tests(
            .none, "EndToEndTests",
            [
                "RachelCloud", "SimulatorProgram", "SimulatedCloud", "Provisioning", "Store", "SQLite",
                "Crypto", "Simulation", "Linux",
                "Time", "SeededRandom", "TestSupport",
            ]),
        tests(
            .simulator, "SimulatedMachineTests",
            [
                "SimulatedMachine", "SimulatorFaults", "DetachedProcess", "SimulatorProgram", "Provisioning",
                "TestSupport",
            ]),
        tests(.simulator, "SimulatorProgramTests", ["SimulatorProgram", "Time", "TestSupport"]),
        tests(
            .simulator, "SimulatedCloudTests",
            ["SimulatedCloud", "SimulatorFaults", "HTTP", "SQLite", "Time", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)
