import type { NextFunction, Request, Response } from 'express';

export function notFound(request: Request, response: Response): void {
  response.status(404).send({ error: `${request.method} ${request.originalUrl} is not known` });
}

export function failed(
  error: Error & { status?: number; expose?: boolean },
  _request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (response.headersSent) {
    next(error);
    return;
  }
  if (error.expose) {
    response.status(error.status ?? 400).send({ error: error.message });
    return;
  }
  console.error('A request failed:', error);
  response.status(500).send({ error: 'Sorry' });
}
