import Mustache

/// The rendering of a template with a context, and with partials by name.
func render(
    _ template: String, _ context: Value = [:], partials: [String: String] = [:]
) throws -> String {
    try Template(template, partials: partials).render(context)
}
