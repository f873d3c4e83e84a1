/** The newest migration of the repository, as the database names it. */
export declare const newestMigration: string | null
