/// Where a renderer is: in which program, with what on the context stack, in which indentation.
struct Place {
    let code: Code
    let frame: UnsafePointer<Frame>
    let indentation: UnsafePointer<Indentation>?

    func with(_ frame: UnsafePointer<Frame>) -> Place {
        Place(code: code, frame: frame, indentation: indentation)
    }

    func problem(at index: Int, _ message: String) -> TemplateError.Problem {
        code.program.problem(at: index, message)
    }
}
