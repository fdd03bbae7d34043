/// Values: finding them, writing them, and running sections for them.
extension Renderer {
    /// The value that a tag names, or nil when there is none.
    @inline(__always)
    mutating func find(_ lookup: Lookup, _ index: Int, _ frame: Frame) -> UnsafePointer<Value>? {
        guard let first = lookup.first else { return frame.context.pointee.value }
        let found =
            switch lookup.start {
            case .anywhere: frame.context.pointee.find(first)
            case .current: ContextStack.find(first, in: frame.context.pointee.value)
            }
        guard let found else {
            if unknownNames == .refused { reportUnknown(first, index, frame) }
            return nil
        }
        return lookup.restCount == 0 ? found : findRest(of: lookup, in: found, index, frame)
    }

    private mutating func findRest(
        of lookup: Lookup, in first: UnsafePointer<Value>, _ index: Int, _ frame: Frame
    ) -> UnsafePointer<Value>? {
        var value = first
        for name in frame.code.rest(of: lookup) {
            guard let next = ContextStack.find(name, in: value) else {
                // A value that is null or false has no fields, and a template may rely on it.
                if unknownNames == .refused, value.pointee.isTruthy { reportUnknown(name, index, frame) }
                return nil
            }
            value = next
        }
        return value
    }

    @inline(__always)
    mutating func write(
        _ value: UnsafePointer<Value>, isEscaped: Bool, _ index: Int, _ frame: Frame
    ) throws(TemplateError) {
        if output.write(value.pointee, isEscaped: isEscaped) { return }
        try writeOther(value, isEscaped: isEscaped, index, frame)
    }

    /// Writes a lambda's result; reports a list or an object, which can't be written.
    private mutating func writeOther(
        _ value: UnsafePointer<Value>, isEscaped: Bool, _ index: Int, _ frame: Frame
    ) throws(TemplateError) {
        if let lambda = value.pointee.lambda {
            try writeResult(of: lambda, isEscaped: isEscaped, index, frame)
        } else if unknownNames == .refused {
            report("expected a text or a number, found a list or an object", index, frame)
        }
    }

    private mutating func reportUnknown(_ name: Name, _ index: Int, _ frame: Frame) {
        report("expected a value for \"\(name.text)\", found none in the context", index, frame)
    }

    /// Runs a section once for each item of a list, once for another true value.
    mutating func runSection(
        _ value: UnsafePointer<Value>, _ index: Int, _ frame: Frame
    ) throws(TemplateError) {
        if let items = value.pointee.items {
            guard let first = items.baseAddress else { return }
            for item in items.indices { try runItem(first + item, index, frame) }
        } else if value.pointee.isTruthy {
            try runItem(value, index, frame)
        }
    }

    /// Runs a section with `value` on top of the context stack; for a lambda, runs its result instead.
    private mutating func runItem(
        _ value: UnsafePointer<Value>, _ index: Int, _ frame: Frame
    ) throws(TemplateError) {
        guard case .section(_, let end, let source) = frame.code.instructions[index] else {
            preconditionFailure("BUG: instruction \(index) is no section")
        }
        try enter(index, frame)
        defer { leave() }
        if let lambda = value.pointee.lambda {
            return try runResult(of: lambda, source, index, frame)
        }
        try ContextStack.with(value, on: frame.context) { (context) throws(TemplateError) in
            try run(index + 1..<Int(end), in: frame.with(context))
        }
    }
}
