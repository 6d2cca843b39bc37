package io.waybill.activities.database;

/** The database's roles are not as the platform needs them; the message says what to change. */
final class RolesRefused extends IllegalStateException {

    private static final long serialVersionUID = 1;

    RolesRefused(String message) {
        super(message + " (docs/operations.md, \"Roles of the database\")");
    }
}
