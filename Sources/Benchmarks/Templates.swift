import ArgumentParser
import Glibc
import Mustache

/// `rachel-bench templates`: how often a page is rendered in a second of processor time.
struct Templates: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Render a page again and again, and print how often a second of processor time is enough for.",
        discussion: "Without a template it renders our status page; run it from the repository's root then.")

    @Option(help: "The template's file.")
    var template = "templates/dashboard.mustache"

    @Option(help: "The context: JSON text, or @FILE.")
    var context = "@Tests/TemplateComparison/status.json"

    @Option(help: "The folder of its partials; by default the template's.")
    var partials: String?

    @Option(help: "Seconds of processor time to measure for.")
    var seconds = 2.0

    func run() throws {
        let folder = partials ?? directory(of: template)
        let library = try TemplateLibrary(directory: folder)
        let page = try library.compile(InputFile.read(template), name: template)
        let isFile = context.hasPrefix("@")
        let json = try isFile ? InputFile.read(String(context.dropFirst())) : Array(context.utf8)
        let value = try Value(json: json)
        var bytes: [UInt8] = []
        let rate = try perCPUSecond(seconds) {
            bytes.removeAll(keepingCapacity: true)
            try page.render(value, into: &bytes)
        }
        print("{\"engine\":\"rachel\",\"per_s\":\(Int(rate)),\"bytes\":\(bytes.count)}")
    }

    private func directory(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}
