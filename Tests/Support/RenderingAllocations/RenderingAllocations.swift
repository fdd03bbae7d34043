import CAllocationCount
import Mustache

/// `rendering-allocations DIRECTORY TEMPLATE CONTEXT` prints the number of allocations of a thousand renderings of a
/// page, after a first one. It is a separate program because allocations are counted for the whole process.
@main
struct RenderingAllocations {
    static func main() throws {
        let arguments = CommandLine.arguments
        let library = try TemplateLibrary(directory: arguments[1])
        let page = try library.template(arguments[2])
        let context = try Value(json: Array(arguments[3].utf8))
        var bytes: [UInt8] = []
        try page.render(context, into: &bytes)
        let before = allocation_count()
        for _ in 0..<1_000 {
            bytes.removeAll(keepingCapacity: true)
            try page.render(context, into: &bytes)
        }
        // Printing allocates too.
        let count = allocation_count() - before
        print(count)
    }
}
