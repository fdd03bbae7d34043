/// What a script wrote on its way to its successful end. Secrets it was given are taken out.
package struct ScriptResult: Sendable, Equatable {
    package struct Step: Sendable, Equatable {
        package let name: String
        /// Standard output; of much output only the end, in whole lines.
        package let output: String
    }

    package let steps: [Step]
    /// Standard error of all steps; of much output only the end, in whole lines.
    package let errorOutput: String

    /// The standard output of the step of that name, empty when there is none.
    package func output(of step: String) -> String {
        steps.last { $0.name == step }?.output ?? ""
    }
}
