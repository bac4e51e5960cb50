export const nothing = 'special';
