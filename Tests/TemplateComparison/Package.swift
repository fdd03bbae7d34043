// swift-tools-version: 6.2
import PackageDescription

// Another engine, to compare ours with. It is a separate package, so that the product never depends on it.
let package = Package(
    name: "template-comparison",
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1")
    ],
    targets: [
        .executableTarget(
            name: "SwiftMustacheBench",
            dependencies: [.product(name: "Mustache", package: "swift-mustache")])
    ]
)
