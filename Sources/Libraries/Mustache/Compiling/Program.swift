/// A compiled template: a flat list of instructions and what they refer to by number. Immutable and shared by
/// all threads.
final class Program: Sendable {
    /// Instructions that may be run more than once from different places.
    struct Routine {
        let start: Int
        let end: Int
    }

    /// A place that calls a routine.
    struct Call {
        let routine: Int
        let indentation: Indentation
    }

    /// A place that includes a template named by the context.
    struct DynamicInclusion {
        let scope: Int
        let indentation: Indentation
    }

    /// What a place adds to the indentation of the lines it includes.
    struct Indentation {
        let text: TextRange
        /// Whether the indentation that the surrounding routine was called with comes before it.
        let isNested: Bool
    }

    /// Where a section came from, for lambdas, which get its text and answer with a template.
    struct SectionSource {
        let source: SourceText
        let section: SectionNode
        let scope: Int
        let base: Base
    }

    /// The tag an instruction came from, for errors.
    struct Origin {
        let source: UInt32
        let offset: UInt32
    }

    let instructions: [Instruction]
    /// The main part of the instructions; routines follow.
    let mainEnd: Int
    let text: [UInt8]
    let names: [Name]
    let routines: [Routine]
    let calls: [Call]
    let dynamicInclusions: [DynamicInclusion]
    let sections: [SectionSource]
    /// One for each instruction.
    let origins: [Origin]
    let sources: [SourceText]
    /// What it took to compile this.
    let nodeCount: Int

    init(_ builder: ProgramBuilder, mainEnd: Int, routines: [Routine], nodeCount: Int) {
        instructions = builder.instructions
        self.mainEnd = mainEnd
        text = builder.text
        names = builder.names
        self.routines = routines
        calls = builder.calls
        dynamicInclusions = builder.dynamicInclusions
        sections = builder.sections
        origins = builder.origins
        sources = builder.sources
        self.nodeCount = nodeCount
    }

    func diagnostic(at instruction: Int, _ message: String) -> TemplateError.Diagnostic {
        let origin = origins[instruction]
        return sources[Int(origin.source)].diagnostic(at: Int(origin.offset), message)
    }
}
