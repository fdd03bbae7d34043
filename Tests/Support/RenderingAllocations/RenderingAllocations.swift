import CAllocationCount
import Mustache

/// `rendering-allocations DIRECTORY TEMPLATE CONTEXT`: how often a thousand renderings of a page ask for memory, once
/// the first has been made. A process of its own, because it counts for the whole of it.
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
        // Printing asks for memory too.
        let count = allocation_count() - before
        print(count)
    }
}
