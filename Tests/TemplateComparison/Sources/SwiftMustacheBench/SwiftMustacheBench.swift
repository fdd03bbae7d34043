import Foundation
import Mustache

/// `SwiftMustacheBench DIRECTORY TEMPLATE CONTEXT_FILE SECONDS` measures the same as `rachel-bench templates`, with
/// hummingbird's swift-mustache and dictionaries.
@main
struct SwiftMustacheBench {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let seconds = Double(arguments[4]) else {
            print("usage: SwiftMustacheBench DIRECTORY TEMPLATE CONTEXT_FILE SECONDS")
            exit(2)
        }
        let library = try await MustacheLibrary(directory: arguments[1])
        let json = try Data(contentsOf: URL(filePath: arguments[3]))
        let context = native(try JSONSerialization.jsonObject(with: json))
        let page = library.render(context, withTemplate: arguments[2]) ?? ""
        if let path = ProcessInfo.processInfo.environment["RENDERING"] {
            try page.write(toFile: path, atomically: true, encoding: .utf8)
        }
        let start = cpuSeconds()
        var count = 0
        while cpuSeconds() - start < seconds {
            for _ in 0..<100 { _ = library.render(context, withTemplate: arguments[2]) }
            count += 100
        }
        let rate = Int(Double(count) / (cpuSeconds() - start))
        print("{\"engine\":\"swift-mustache\",\"per_s\":\(rate),\"bytes\":\(page.utf8.count)}")
    }

    static func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The same value with Swift's own types, which swift-mustache renders faster than Foundation's.
    static func native(_ value: Any) -> Any {
        switch value {
        case let object as [String: Any]: object.filter { !($0.value is NSNull) }.mapValues(native)
        case let list as [Any]: list.map(native)
        case let number as NSNumber: native(number)
        default: value
        }
    }

    static func native(_ number: NSNumber) -> Any {
        switch String(cString: number.objCType) {
        case "c", "B": number.boolValue
        case "d", "f": number.doubleValue
        default: number.intValue
        }
    }
}
