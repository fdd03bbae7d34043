import Mustache
import Testing

/// The rendering of a template with a context, and with partials by name.
func render(
    _ template: String, _ context: Value = [:], partials: [String: String] = [:]
) throws -> String {
    try Template(template, partials: partials).render(context)
}

/// Expects that compiling a template fails with one error at this line and column.
func expect(
    _ template: String, partials: [String: String] = [:], isRefusedAt line: Int, _ column: Int,
    _ message: String, location: SourceLocation = #_sourceLocation
) {
    let error = #expect(throws: TemplateError.self, sourceLocation: location) {
        try Template(template, name: "page", partials: partials, missing: .refused)
    }
    #expect(error?.description == "page:\(line):\(column): \(message)", sourceLocation: location)
}

/// Templates that wrap a block `count` times: each includes the next, with an argument that contains a dot and the
/// block of the one before.
func wrappings(_ count: Int) -> [String: String] {
    var partials = ["\(count)": "{{$\(count)}}{{/\(count)}}"]
    for level in 0..<count {
        let next = level + 1
        let argument = "{{$\(next)}}.{{$\(level)}}{{/\(level)}}{{/\(next)}}"
        partials["\(level)"] = "{{<\(next)}}\(argument){{/\(next)}}"
    }
    return partials
}
