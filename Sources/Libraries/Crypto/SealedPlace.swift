/// Where a sealed value lives. It opens nowhere else, so that no one who can write to the database can pass one
/// customer's value off as another's.
package struct SealedPlace: Sendable, Equatable {
    package let table: String
    package let column: String
    package let rowID: String

    package init(table: String, column: String, rowID: String) {
        self.table = table
        self.column = column
        self.rowID = rowID
    }
}
