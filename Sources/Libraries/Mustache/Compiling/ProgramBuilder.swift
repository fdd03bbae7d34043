/// Collects a program's instructions and the tables they refer to.
struct ProgramBuilder {
    private(set) var instructions: [Instruction] = []
    private(set) var locations: [Program.SourceLocation] = []
    private(set) var text: [UInt8] = []
    private(set) var names: [Name] = []
    private(set) var sources: [SourceText] = []
    private(set) var callSites: [Program.CallSite] = []
    private(set) var dynamicInclusions: [Program.DynamicInclusion] = []
    private(set) var sections: [Program.SectionSource] = []
    private var sourceNumbers: [ObjectIdentifier: Int] = [:]
    /// The instruction before which a jump may end: text after it must not be joined to text before it.
    private var joinLimit = 0

    mutating func append(_ instruction: Instruction, from source: SourceText, at offset: Int) {
        locations.append(Program.SourceLocation(source: UInt32(number(of: source)), offset: UInt32(offset)))
        instructions.append(instruction)
    }

    /// Appends an instruction that writes text, or extends the one before it where no jump can end between them.
    mutating func appendText(_ bytes: some Collection<UInt8>, from source: SourceText, at offset: Int) {
        guard !bytes.isEmpty else { return }
        if instructions.count > joinLimit, case .text(var range) = instructions[instructions.count - 1],
            range.start + range.count == text.count
        {
            range.count += UInt32(bytes.count)
            text += bytes
            instructions[instructions.count - 1] = .text(range)
        } else {
            append(.text(store(bytes)), from: source, at: offset)
        }
    }

    /// Sets the end of a section whose instruction was appended before its content.
    mutating func closeSection(at index: Int) {
        let end = UInt32(instructions.count)
        joinLimit = instructions.count
        switch instructions[index] {
        case .section(let lookup, _, let source):
            instructions[index] = .section(lookup, end: end, source: source)
        case .invertedSection(let lookup, _):
            instructions[index] = .invertedSection(lookup, end: end)
        default:
            preconditionFailure("BUG: instruction \(index) has no end to set")
        }
    }

    /// Ends the main part or a routine, and returns the number of instructions so far.
    mutating func closePart() -> Int {
        joinLimit = instructions.count
        return instructions.count
    }

    mutating func lookup(_ path: ValuePath) -> Lookup {
        let rest = path.names.dropFirst()
        defer { names += rest }
        return Lookup(
            start: path.start, first: path.names.first, restStart: UInt32(names.count),
            restCount: UInt32(rest.count))
    }

    mutating func add(_ call: Program.CallSite) -> UInt32 {
        callSites.append(call)
        return UInt32(callSites.count - 1)
    }

    mutating func add(_ inclusion: Program.DynamicInclusion) -> UInt32 {
        dynamicInclusions.append(inclusion)
        return UInt32(dynamicInclusions.count - 1)
    }

    mutating func add(_ section: Program.SectionSource) -> UInt32 {
        sections.append(section)
        return UInt32(sections.count - 1)
    }

    /// Adds bytes to the program's text without an instruction that writes them.
    mutating func store(_ bytes: some Collection<UInt8>) -> TextRange {
        defer { text += bytes }
        return TextRange(start: UInt32(text.count), count: UInt32(bytes.count))
    }

    private mutating func number(of source: SourceText) -> Int {
        if let known = sourceNumbers[ObjectIdentifier(source)] { return known }
        sources.append(source)
        sourceNumbers[ObjectIdentifier(source)] = sources.count - 1
        return sources.count - 1
    }
}
