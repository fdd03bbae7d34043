/// Finding and writing values.
extension Renderer {
    /// The value a tag names, or nil when there is none.
    @inline(__always)
    mutating func find(_ lookup: Lookup, _ index: Int, _ place: Place) -> UnsafePointer<Value>? {
        guard let first = lookup.first else { return place.frame.pointee.value }
        let found =
            switch lookup.start {
            case .anywhere: place.frame.pointee.find(first)
            case .current: Frame.find(first, in: place.frame.pointee.value)
            }
        guard let found else {
            if unknownNames == .refused { reportUnknown(first, index, place) }
            return nil
        }
        return lookup.restCount == 0 ? found : findRest(of: lookup, in: found, index, place)
    }

    private mutating func findRest(
        of lookup: Lookup, in first: UnsafePointer<Value>, _ index: Int, _ place: Place
    ) -> UnsafePointer<Value>? {
        var value = first
        for name in place.code.rest(of: lookup) {
            guard let next = Frame.find(name, in: value) else {
                // What is known to be absent has no parts, and that is no mistake.
                if unknownNames == .refused, value.pointee.isTruthy { reportUnknown(name, index, place) }
                return nil
            }
            value = next
        }
        return value
    }

    @inline(__always)
    mutating func write(
        _ value: UnsafePointer<Value>, isEscaped: Bool, _ index: Int, _ place: Place
    ) throws(TemplateError) {
        if output.write(value.pointee, isEscaped: isEscaped) { return }
        try writeOther(value, isEscaped: isEscaped, index, place)
    }

    /// Writes what is not text by itself.
    private mutating func writeOther(
        _ value: UnsafePointer<Value>, isEscaped: Bool, _ index: Int, _ place: Place
    ) throws(TemplateError) {
        if let lambda = value.pointee.lambda {
            try writeAnswer(of: lambda, isEscaped: isEscaped, index, place)
        } else if unknownNames == .refused {
            report("expected a text or a number, found a list or an object", index, place)
        }
    }

    private mutating func reportUnknown(_ name: Name, _ index: Int, _ place: Place) {
        report("expected a value for \"\(name.text)\", found none in the context", index, place)
    }
}

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
