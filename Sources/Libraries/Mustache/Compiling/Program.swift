/// A compiled template: a flat list of instructions, and the tables to which they refer by number. Immutable and shared
/// by all threads.
final class Program: Sendable {
    /// A range of instructions that more than one tag can call.
    struct Routine {
        let start: Int
        let end: Int
    }

    /// A tag that calls a routine.
    struct CallSite {
        let routine: Int
        let indentation: Indentation
    }

    /// A tag that includes a template named by the context.
    struct DynamicInclusion {
        let scope: Int
        let indentation: Indentation
    }

    /// The indentation that a call or a dynamic inclusion gives to the lines of what it includes.
    struct Indentation {
        let text: TextRange
        /// True when the indentation that the surrounding routine was called with comes before it.
        let followsCaller: Bool
    }

    /// A section and the environment it was compiled in, for lambdas, which get its text and return a template in its
    /// place.
    struct SectionSource {
        let section: SectionNode
        let environment: Compiler.Environment
    }

    /// The tag an instruction was compiled from, for errors: the text's number in `sources`, and the offset in it.
    struct SourceLocation {
        let source: UInt32
        let offset: UInt32
    }

    let instructions: [Instruction]
    /// The end of the main part of the instructions; routines follow it.
    let mainEnd: Int
    let text: [UInt8]
    let names: [Name]
    let routines: [Routine]
    let callSites: [CallSite]
    let dynamicInclusions: [DynamicInclusion]
    let sections: [SectionSource]
    /// One for each instruction.
    let locations: [SourceLocation]
    let sources: [SourceText]
    /// The work it took to compile this: nodes, each counted as often as it was inlined.
    let nodeCount: Int

    init(_ builder: ProgramBuilder, mainEnd: Int, routines: [Routine], nodeCount: Int) {
        instructions = builder.instructions
        self.mainEnd = mainEnd
        text = builder.text
        names = builder.names
        self.routines = routines
        callSites = builder.callSites
        dynamicInclusions = builder.dynamicInclusions
        sections = builder.sections
        locations = builder.locations
        sources = builder.sources
        self.nodeCount = nodeCount
    }

    func diagnostic(at instruction: Int, _ message: String) -> TemplateError.Diagnostic {
        let location = locations[instruction]
        return sources[Int(location.source)].diagnostic(at: Int(location.offset), message)
    }
}
