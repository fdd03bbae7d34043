import Mustache
import Testing

/// Expects that compiling a template fails with one problem.
func expect(
    _ template: String, partials: [String: String] = [:], isRefusedAt line: Int, _ column: Int,
    _ message: String, location: SourceLocation = #_sourceLocation
) {
    let error = #expect(throws: TemplateError.self, sourceLocation: location) {
        try Template(template, name: "page", partials: partials, missing: .refused)
    }
    #expect(error?.description == "page:\(line):\(column): \(message)", sourceLocation: location)
}
