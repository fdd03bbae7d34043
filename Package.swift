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

/// A module of ours with its tests' helpers left out: tests are declared below.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func command(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func library(_ name: String, _ pkgConfig: String, _ apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

// Help text, validation and exit codes for a dozen commands: more than we should write ourselves.
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
// The logging vocabulary of the Swift server world; our handler writes one structured line per event.
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "rachel-cloud",
    products: [
        .executable(name: "rachel-cloud", targets: ["RachelCloud"]),
        .executable(name: "hetzner-sim", targets: ["HetznerSimulator"]),
        .executable(name: "rachel-bench", targets: ["Benchmarks"]),
        // Loaded by tests into the finished programs.
        .library(name: "kill-point", type: .dynamic, targets: ["CKillPoint"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    ],
    targets: [
        // C libraries: a module map and a header of shims for what Swift can't import.
        library("CFastCGI", "fcgi", "libfcgi-dev"),
        library("CSQLite", "sqlite3", "libsqlite3-dev"),
        library("CLibSSH2", "libssh2", "libssh2-1-dev"),
        library("COpenSSL", "libcrypto", "libssl-dev"),
        library("CCurl", "libcurl", "libcurl4-openssl-dev"),
        .target(name: "CSpawn"),
        // What a request and a response are; knows no transport.
        room("HTTP"),
        // swift-log's lines as we want them in the journal.
        room("StructuredLog", [logging]),
        // Thin wrappers, one a library; the only places with C pointers.
        room("SQLite", ["CSQLite"]),
        room("Crypto", ["COpenSSL"]),
        room("SSH", ["Crypto", "CLibSSH2"]),
        room("HTTPClient", ["CCurl", "HTTP"]),
        room("FastCGI", ["CFastCGI", "HTTP", logging]),
        room("WakeUp"),
        room("DetachedProcess", ["CSpawn"]),
        // Our template engine; depends on nothing.
        room("Mustache"),
        // Hetzner's API; knows nothing of the product.
        room("Hetzner", ["HTTPClient", "HTTP", "Crypto"]),
        // What the product keeps.
        room("Store", ["SQLite", "Crypto"]),
        // What is done for a customer, step by step.
        room("Provisioning", ["Store", "Hetzner", "SSH", "Crypto", "WakeUp", logging]),
        // Routes, pages, sessions and forms; can name neither Hetzner nor SSH.
        room("Web", ["HTTP", "Store", "Mustache", "Crypto", logging]),
        // The product's executable: configuration, commands, wiring.
        command(
            "RachelCloud",
            [
                "Web", "Provisioning", "Store", "Hetzner", "Mustache", "FastCGI", "HTTPClient", "HTTP",
                "Crypto",
                "WakeUp", "DetachedProcess", "StructuredLog", logging, arguments,
            ]),
        // A simulated server: a real sshd in namespaces, and stand-ins for what its image and the internet give it.
        .target(
            name: "SimulatedMachine", dependencies: ["DetachedProcess", "HTTP"],
            resources: [.embedInCode("StandIns")], swiftSettings: strict),
        // Hetzner's API as real clients see it; never part of the product.
        room("SimulatedHetzner", ["HTTP", "SQLite", "Crypto", "DetachedProcess"]),
        command(
            "HetznerSimulator",
            [
                "SimulatedHetzner", "SimulatedMachine", "FastCGI", "HTTP", "SQLite", "StructuredLog", logging,
                arguments,
            ]),
        // What is fast has a number here.
        command("Benchmarks", ["Mustache", arguments]),
        // Tests mirror the sources.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        // A store and a simulated Hetzner whose time is moved by hand.
        .target(
            name: "ProductSupport",
            dependencies: [
                "Store", "SQLite", "Crypto", "SimulatedHetzner", "HTTPClient", "HTTP", "TestSupport",
            ],
            path: "Tests/ProductSupport", swiftSettings: strict),
        .executableTarget(
            name: "fastcgi-echo", dependencies: ["FastCGI", "HTTP", "StructuredLog", logging],
            path: "Tests/FastCGIEcho", swiftSettings: strict),
        // Counts what a process asks the allocator for.
        .target(name: "CAllocationCount", path: "Tests/CAllocationCount"),
        .executableTarget(
            name: "rendering-allocations", dependencies: ["Mustache", "CAllocationCount"],
            path: "Tests/RenderingAllocations", swiftSettings: strict),
        // Writes to a store until it is killed.
        .executableTarget(
            name: "store-writer", dependencies: ["Store", "Crypto"], path: "Tests/StoreWriter",
            swiftSettings: strict),
        // Makes one request by our transport.
        .executableTarget(
            name: "transport-probe", dependencies: ["HTTPClient", "HTTP"], path: "Tests/TransportProbe",
            swiftSettings: strict),
        // Finds the points at which a program can be killed, and kills it there.
        .target(name: "CKillPoint", path: "Tests/CKillPoint"),
        tests("HTTPTests", ["HTTP"]),
        tests("StructuredLogTests", ["StructuredLog", "TestSupport", logging]),
        tests("SQLiteTests", ["SQLite", "TestSupport"]),
        tests("WakeUpTests", ["WakeUp", "TestSupport"]),
        tests("DetachedProcessTests", ["DetachedProcess", "TestSupport"]),
        tests("StoreTests", ["Store", "SQLite", "Crypto", "ProductSupport", "store-writer", "TestSupport"]),
        tests("CryptoTests", ["Crypto", "TestSupport"]),
        tests("SSHTests", ["SSH", "Crypto", "TestSupport"]),
        tests("HTTPClientTests", ["HTTPClient", "HTTP", "transport-probe", "TestSupport"]),
        tests("FastCGITests", ["FastCGI", "HTTP", "fastcgi-echo", "TestSupport"]),
        tests("NginxTests", ["fastcgi-echo", "TestSupport"]),
        tests(
            "HetznerTests",
            ["Hetzner", "HTTPClient", "HTTP", "Crypto", "ProductSupport", "TestSupport"]),
        tests(
            "ProvisioningTests",
            [
                "Provisioning", "Store", "Hetzner", "Crypto", "SQLite", "WakeUp", "ProductSupport",
                "TestSupport", logging,
            ]),
        tests("RachelCloudTests", ["RachelCloud", "Crypto", "Provisioning", "TestSupport"]),
        tests("BenchmarksTests", ["Benchmarks", "RachelCloud", "TestSupport"]),
        tests("MustacheTests", ["Mustache", "rendering-allocations", "TestSupport"]),
        tests("WebTests", ["Web", "HTTP", "Store", "SQLite", "Mustache", "Crypto", "TestSupport", logging]),
        tests(
            "EndToEndTests",
            [
                "RachelCloud", "HetznerSimulator", "SimulatedHetzner", "Provisioning", "Store", "SQLite",
                "Crypto",
                "WakeUp", "TestSupport",
            ]),
        tests(
            "SimulatedMachineTests",
            ["SimulatedMachine", "DetachedProcess", "HetznerSimulator", "TestSupport"]),
        tests("HetznerSimulatorTests", ["HetznerSimulator", "TestSupport"]),
        tests("SimulatedHetznerTests", ["SimulatedHetzner", "HTTP", "SQLite", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)
