/// Finding and writing values.
extension Renderer {
    /// The value a tag names, or nil when there is none.
    @inline(__always)
    mutating func find(
        _ lookup: Lookup, _ code: borrowing Code, _ index: Int, _ place: Place
    ) -> UnsafePointer<Value>? {
        guard let first = lookup.first else { return place.frame.pointee.value }
        let found =
            switch lookup.start {
            case .anywhere: place.frame.pointee.find(first)
            case .current: Frame.find(first, in: place.frame.pointee.value)
            }
        guard var value = found else {
            if unknownNames == .refused { report(first, code, index) }
            return nil
        }
        guard lookup.restCount > 0 else { return value }
        for name in code.names[Int(lookup.restStart)..<Int(lookup.restStart + lookup.restCount)] {
            guard let next = Frame.find(name, in: value) else {
                // What is known to be absent has no parts, and that is no mistake.
                if unknownNames == .refused, value.pointee.isTruthy { report(name, code, index) }
                return nil
            }
            value = next
        }
        return value
    }

    mutating func write(
        _ value: UnsafePointer<Value>, isEscaped: Bool, _ code: borrowing Code, _ index: Int,
        at place: Place, into output: inout OutputBuffer
    ) throws(TemplateError) {
        switch value.pointee {
        case .null: break
        case .bool(let flag): output.write(flag ? "true" : "false")
        case .int(let number): output.write(number)
        case .double(let number): output.write(number.description, isEscaped: false)
        case .string(let text): output.write(text, isEscaped: isEscaped)
        case .list:
            if unknownNames == .refused { report("expected a text or a number, found a list", code, index) }
        case .object:
            if unknownNames == .refused {
                report("expected a text or a number, found an object", code, index)
            }
        case .lambda(let lambda):
            let answer = try rendered(lambda, code, index, at: place)
            answer.withUnsafeBufferPointer { bytes in
                if isEscaped { output.writeEscaped(bytes) } else { output.write(bytes) }
            }
        }
    }

    private mutating func report(_ name: Name, _ code: borrowing Code, _ index: Int) {
        report("expected a value for \"\(name.text)\", found none in the context", code, index)
    }

    /// Reports each problem once, however often the tag is rendered.
    mutating func report(_ message: String, _ code: borrowing Code, _ index: Int) {
        let problem = code.program.problem(at: index, message)
        if !problems.contains(problem) { problems.append(problem) }
    }
}
