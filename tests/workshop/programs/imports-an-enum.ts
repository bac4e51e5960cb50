import './has-an-enum.ts';
