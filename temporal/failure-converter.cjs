const { DefaultFailureConverter } = require('@temporalio/common');

/** Puts messages and stack traces of failures into the payload that the codec seals. */
exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
