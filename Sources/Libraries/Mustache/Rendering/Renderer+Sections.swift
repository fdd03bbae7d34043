/// Sections with a true value.
extension Renderer {
    /// Runs a section once for each item of a list, once for another true value.
    mutating func runSection(
        _ value: UnsafePointer<Value>, _ index: Int, _ place: Place
    ) throws(TemplateError) {
        if let items = value.pointee.items {
            guard let first = items.baseAddress else { return }
            for item in items.indices { try runItem(first + item, index, place) }
        } else if value.pointee.isTruthy {
            try runItem(value, index, place)
        }
    }

    /// Runs a section with `value` on top of the context stack; with a lambda, runs what the lambda makes of it.
    private mutating func runItem(
        _ value: UnsafePointer<Value>, _ index: Int, _ place: Place
    ) throws(TemplateError) {
        guard case .section(_, let end, let source) = place.code.instructions[index] else {
            preconditionFailure("BUG: instruction \(index) is no section")
        }
        try enter(index, place)
        defer { leave() }
        if let lambda = value.pointee.lambda {
            return try runAnswer(of: lambda, source, index, place)
        }
        try Frame.with(value, on: place.frame) { (frame) throws(TemplateError) in
            try run(index + 1..<Int(end), at: place.with(frame))
        }
    }
}
