const { DefaultFailureConverter } = require('@temporalio/common');

/** Moves messages and stack traces of failures into the payload that the codec encrypts. */
exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
