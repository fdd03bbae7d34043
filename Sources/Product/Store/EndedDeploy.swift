/// What a deploy that has ended took.
package struct EndedDeploy: Sendable {
    package let outcome: Job.Outcome
    /// Ended because somebody wanted it stopped.
    package let isCanceled: Bool
    /// From the click to the end.
    package let duration: Duration
    /// The steps that were finished.
    package let steps: [StepName: Duration]

    package init(
        outcome: Job.Outcome, isCanceled: Bool, duration: Duration, steps: [StepName: Duration]
    ) {
        self.outcome = outcome
        self.isCanceled = isCanceled
        self.duration = duration
        self.steps = steps
    }
}
